/* circuit_breaker.hpp — how fast a channel may go, and whether it may go at all.
 *
 * One for each row of automation_channels. Pure: the caller gives the clock and the random number, so tests decide
 * both.
 *
 *  open ─(trouble five times in a row, or the provider asks)─▶ shut until a moment ─▶ one message tries ─▶ open
 *  open ─(credentials, settings)─▶ broken, until the row is changed
 */
#pragma once
#include "channels/common/delivery.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace automation::channels {

class ChannelCircuitBreaker {
 public:
    /** At most so many messages in any minute; none: no limit. */
    explicit ChannelCircuitBreaker(std::optional<int> rate_per_minute) : rate_(rate_per_minute) {}

    /** How many more may leave now, while `under_way` are without an answer. */
    [[nodiscard]] std::size_t capacity(core::Instant now, std::size_t under_way) const;
    /** When there may be a place again, as far as the clock decides; nothing: at once, or only an answer decides. */
    [[nodiscard]] std::optional<core::Instant> opens_at(core::Instant now) const;
    /** A message leaves. */
    void on_sent(core::Instant now);
    /** What came of one. `unit_random` is in [0, 1). */
    void on_result(SendOutcome const &outcome, core::Instant now, double unit_random);

    /** A person has to act; why() says what about. */
    [[nodiscard]] bool needs_operator() const noexcept { return broken_; }
    /** Why nothing leaves, or what the last trouble was; empty when all is well. */
    [[nodiscard]] std::string const &why() const noexcept { return why_; }

    static constexpr int trouble_enough = 5;

 private:
    void shut(core::Instant now, std::optional<std::chrono::milliseconds> asked, double unit_random);

    std::optional<int> rate_;
    std::deque<core::Instant> recent_;  ///< when the last messages left; no more than the rate counts
    std::optional<core::Instant> shut_until_;
    int troubles_ = 0;  ///< in a row
    int times_shut_ = 0;
    bool broken_ = false;
    std::string why_;
};

}  // namespace automation::channels
