/* consent.hpp — a lead refuses a channel, or takes that back, and everything that follows.
 *
 * What follows is the business of the trigger on leads.opted_out, so that it makes no difference who writes the column.
 * All of it inside an SPI session, as the owner of the tables.
 */
#pragma once
#include "core/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::signals {

/** While it lives, changes of leads.opted_out are told with this reason: unsubscribe, stop_word, start_word, provider.
 *  Without one it was the application's. */
class ConsentCause {
 public:
    explicit ConsentCause(std::string_view reason, std::optional<core::MessageId> message = std::nullopt) noexcept
        : reason_(reason), message_(message), outer_(innermost)
    {
        innermost = this;
    }
    ConsentCause(ConsentCause const &) = delete;
    ConsentCause &operator=(ConsentCause const &) = delete;
    ~ConsentCause() { innermost = outer_; }

    [[nodiscard]] static ConsentCause const *current() noexcept { return innermost; }
    [[nodiscard]] std::string_view reason() const noexcept { return reason_; }
    [[nodiscard]] std::optional<core::MessageId> message() const noexcept { return message_; }

 private:
    inline static constinit ConsentCause const *innermost = nullptr;
    std::string_view reason_;
    std::optional<core::MessageId> message_;
    ConsentCause const *outer_;
};

/** Adds the channel (or all) to what the lead refuses; false when it did so before, or is gone. Waits for whoever holds
 *  the lead. */
bool refuse(core::LeadId lead, std::string const &tenant, std::string_view channel);

/** Takes the channel out of what the lead refuses, if it was a stop word that put it there last; whether it was. */
bool undo_stop(core::LeadId lead, std::string const &tenant, std::string_view channel);

}  // namespace automation::signals
