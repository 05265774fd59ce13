/* inbound_state.hpp — what messages of a lead ask automations to wait for: a decision of a person, or a return. */
#pragma once
#include "core/base/types.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** A reply that may ask to stop, and that nobody has classified. */
struct UnclassifiedReply {
    MessageId message{};
    std::string channel;
    Instant written_at;
};

struct InboundState {
    std::vector<UnclassifiedReply> unclassified;        ///< the oldest first
    std::optional<std::chrono::sys_days> absent_until;  ///< the last day that an automatic reply names

    /** The oldest one on the channel; null where there is none. */
    [[nodiscard]] UnclassifiedReply const *unclassified_on(std::string_view channel) const noexcept
    {
        for (UnclassifiedReply const &reply : unclassified) {
            if (reply.channel == channel) {
                return &reply;
            }
        }
        return nullptr;
    }
};

}  // namespace automation::core
