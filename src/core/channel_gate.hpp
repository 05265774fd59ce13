/* channel_gate.hpp — how fast a channel may go, and whether it may go at all.
 *
 * One for each row of automation_channels. Pure: the caller gives the clock and the random number, so tests decide
 * both.
 *
 *  open ─(trouble five times in a row, or the provider asks)─▶ shut until a moment ─▶ one message tries ─▶ open
 *  open ─(credentials, settings)─▶ broken, until the row is changed
 */
#pragma once
#include "core/delivery.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace automation::core {

class ChannelGate {
 public:
    /** At most so many messages in any minute; none: no limit. */
    explicit ChannelGate(std::optional<int> rate_per_minute) : rate_(rate_per_minute) {}

    /** How many more may leave now, while `under_way` are without an answer. */
    [[nodiscard]] std::size_t places(Instant now, std::size_t under_way) const;
    /** When there may be a place again, as far as the clock decides; nothing: at once, or only an answer decides. */
    [[nodiscard]] std::optional<Instant> opens_at(Instant now) const;
    /** A message leaves. */
    void left(Instant now);
    /** What came of one. `unit_random` is in [0, 1). */
    void came(SendOutcome const &outcome, Instant now, double unit_random);

    /** A person has to act; why() says what about. */
    [[nodiscard]] bool broken() const noexcept { return broken_; }
    /** Why nothing leaves, or what the last trouble was; empty when all is well. */
    [[nodiscard]] std::string const &why() const noexcept { return why_; }

    static constexpr int trouble_enough = 5;

 private:
    void shut(Instant now, std::optional<std::chrono::milliseconds> asked, double unit_random);

    std::optional<int> rate_;
    std::deque<Instant> recent_;  ///< when the last messages left; no more than the rate counts
    std::optional<Instant> shut_until_;
    int troubles_ = 0;  ///< in a row
    int times_shut_ = 0;
    bool broken_ = false;
    std::string why_;
};

}  // namespace automation::core
