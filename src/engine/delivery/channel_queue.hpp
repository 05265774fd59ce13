/* channel_queue.hpp — one row of automation_channels at work: who is next, and how fast.
 *
 * Knows neither network nor transaction. A slow or broken channel has a lane of its own and is nobody else's trouble.
 */
#pragma once
#include "channels/provider.hpp"
#include "channels/common/circuit_breaker.hpp"
#include "engine/queue/claim_set.hpp"
#include "engine/delivery/delivery_rows.hpp"
#include "engine/queue/queue.hpp"
#include "engine/queue/tenant_turns.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace automation::engine {

/** A channel's name, and how it treats what may have arrived. */
struct ChannelSending {
    std::string channel;
    bool hold_ambiguous = false;
};

class ChannelQueue {
 public:
    /** Where the provider cannot be made, the lane stands still and trouble() says why. */
    ChannelQueue(ChannelRow row, std::vector<std::string> others);

    [[nodiscard]] ChannelRow const &row() const noexcept { return row_; }
    /** True when a row, or the tenants that have one of their own, ask for another lane. */
    [[nodiscard]] bool differs(ChannelRow const &row, std::vector<std::string> const &others) const;
    [[nodiscard]] channels::Provider const &provider() const noexcept { return *provider_; }
    [[nodiscard]] channels::ChannelCircuitBreaker &breaker() noexcept { return breaker_; }
    [[nodiscard]] ClaimSet &claims() noexcept { return claims_; }

    /** How many more may leave now. */
    [[nodiscard]] std::size_t places(core::Instant now) const;
    /** Rows may be due. */
    [[nodiscard]] bool due(core::Instant now) const;
    /** When it is worth looking again; nothing: when woken. */
    [[nodiscard]] std::optional<core::Instant> next_time(core::Instant now) const;
    /** Rows due at `moment` or later have been committed. */
    void rewind(core::Instant moment);

    /** Due rows that are not under way, at most `most`. In a session. */
    [[nodiscard]] std::vector<QueueRow> read(core::Instant now, std::size_t most);
    /** After an error in the middle of it: what waits is read again from the beginning. */
    void start_over();
    /** On its way; it stays in the backlog's hands until it is released. */
    void begins(core::RunKey const &row) { under_way_.insert(row); }
    void ends(core::RunKey const &row)
    {
        under_way_.erase(row);
        lingering_.erase(row);
    }
    /** Back, but what it came to cannot be recorded: it takes no place from others, and is not read again. */
    void lingers(core::RunKey const &row) { lingering_.insert(row); }
    [[nodiscard]] std::size_t under_way() const noexcept { return under_way_.size(); }
    /** Nothing leaves by it any more; what is under way still comes back. */
    void close() noexcept { closed_ = true; }
    [[nodiscard]] ChannelSending ways() const;
    /** Why nothing leaves, or what the last trouble was; empty when all is well. */
    [[nodiscard]] std::string trouble() const;
    /** Why the row makes no provider: a secret is missing; empty when it does. */
    [[nodiscard]] std::string const &unusable() const noexcept { return unusable_; }

 private:
    [[nodiscard]] bool stands_still() const noexcept;

    ChannelRow row_;
    DeliveryFilter of_;
    std::unique_ptr<channels::Provider> provider_;
    std::string unusable_;
    channels::ChannelCircuitBreaker breaker_;
    ClaimSet claims_;
    TenantTurns turns_;
    std::set<core::RunKey> under_way_;
    std::set<core::RunKey> lingering_;  ///< of these
    bool closed_ = false;
    std::optional<core::Instant> next_due_ = core::Instant::min();  ///< of what is not in our hands
};

}  // namespace automation::engine
