/* wait_end.hpp — when the wait of a step is over. */
#pragma once
#include "core/sequences/step_wait.hpp"

#include <optional>

namespace automation::core {

struct WaitEnd {
    enum class Kind : unsigned char {
        at,        ///< then
        too_late,  ///< the moment had passed when the step was reached, or was moved into the past
        no_date    ///< there is no moment to wait for
    };
    Kind kind = Kind::at;
    Instant at;  ///< of too_late, the moment
    bool operator==(WaitEnd const &) const = default;
};

/** What a wait is reckoned from. */
struct WaitStart {
    Instant reached;  ///< when the step was reached
    Instant now;
    bool waits = false;             ///< has waited already: a moment may have been moved since
    std::optional<Instant> moment;  ///< of a MomentWait, as the lead or booking has it
};

/** When it is over; for something, when `at_most` is. By the wall clock of `zone`. */
[[nodiscard]] WaitEnd wait_end(Wait const &wait, WaitStart const &start, TimeZone const &zone);

/** True for a span by itself: what comes after it is never too late. */
[[nodiscard]] bool is_span(std::optional<Wait> const &wait) noexcept;

}  // namespace automation::core
