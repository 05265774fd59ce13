/* decide_time.hpp — the checks of decide() that look at the clock. docs/time.md says what they mean. */
#pragma once
#include "core/objection.hpp"

namespace automation::core::time_checks {

/** Has the moment of a timed trigger come, and does what it asks for hold? What does not hold at that moment makes no
 *  run and leaves no trace. */
[[nodiscard]] Answer moment(Situation const &s, Answer (*conditions)(Situation const &));
[[nodiscard]] std::string see_moment(Situation const &s);

/** True where the booking has been given to another lead than the one that the run is for. */
[[nodiscard]] bool is_of_another_lead(Situation const &s) noexcept;

[[nodiscard]] Answer lateness(Situation const &s);
[[nodiscard]] std::string see_lateness(Situation const &s);

[[nodiscard]] Answer quiet_hours(Situation const &s);
[[nodiscard]] std::string see_quiet_hours(Situation const &s);

[[nodiscard]] Answer daily_cap(Situation const &s);
[[nodiscard]] std::string see_daily_cap(Situation const &s);

}  // namespace automation::core::time_checks
