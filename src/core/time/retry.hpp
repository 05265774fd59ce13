/* retry.hpp — when a failed attempt is tried again, and when nobody need try at all.
 *
 * Pure: the caller gives the clock and the random number, so tests decide both.
 */
#pragma once
#include "core/time/time_zone.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace automation::core {

struct Attempt {
    int number = 1;                                       ///< 1 is the first
    std::optional<std::chrono::milliseconds> asked_wait;  ///< RetryInfo or Retry-After, when the provider said
    std::chrono::milliseconds cap = std::chrono::hours(1);
};

/** The wait before the next attempt: what the provider asked for and a little more, so that a crowd does not return
 *  in one moment; else exponential backoff from 1 s with full jitter. `unit_random` is in [0, 1). */
[[nodiscard]] std::chrono::milliseconds next_wait(Attempt const &attempt, double unit_random) noexcept;

/** When Gemini's daily quota begins anew: the next midnight in `los_angeles`. */
[[nodiscard]] Instant next_pacific_midnight(Instant now, TimeZone const &los_angeles);

/** Whether the model may be called at all. One gate stands before all calls of a process.
 *
 *  open → waiting (until a moment) → open; a daily quota is a longer wait; a pause lasts until the next look or until
 *  the settings change. The stricter state wins: a short wait never shortens a long one nor ends a pause. */
class ModelCircuitBreaker {
 public:
    enum class State { open, waiting, quota_gone, paused };

    void wait_until(Instant now, Instant moment, std::string why);
    void quota_gone_until(Instant now, Instant moment, std::string why);
    /** Without `next_look` only settings_changed() ends it. */
    void pause(std::string why, std::optional<Instant> next_look = std::nullopt);
    /** A text came back. Opens nothing before its time: the call may have left before the gate was shut. */
    void answered(Instant now) noexcept;
    void settings_changed() noexcept;

    [[nodiscard]] State state(Instant now) const noexcept;
    [[nodiscard]] bool open(Instant now) const noexcept { return state(now) == State::open; }
    /** True when a run need not wait for the gate but takes the built-in text at once. */
    [[nodiscard]] bool hopeless(Instant now) const noexcept;
    /** When it opens; none when it is open or nobody knows. */
    [[nodiscard]] std::optional<Instant> opens_at(Instant now) const noexcept;
    /** Why it is or was last shut; empty after an answer. */
    [[nodiscard]] std::string const &why() const noexcept { return why_; }

 private:
    void shut(State state, std::optional<Instant> until, std::string why);

    State state_ = State::open;
    std::optional<Instant> until_;
    std::string why_;
};

}  // namespace automation::core
