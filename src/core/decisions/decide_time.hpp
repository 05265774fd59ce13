/* decide_time.hpp — the checks of decide() that look at the clock. docs/time.md says what they mean. */
#pragma once
#include "core/decisions/check_result.hpp"

namespace automation::core::time_checks {

/** Has the moment of a timed trigger come, and does what it asks for hold? What does not hold at that moment makes no
 *  run and leaves no trace. */
[[nodiscard]] CheckResult moment(DecisionInput const &s, CheckResult (*conditions)(DecisionInput const &));
[[nodiscard]] std::string see_moment(DecisionInput const &s);

/** A run of lead_date that has been put off, or its message, is for a date that the lead still has. */
[[nodiscard]] CheckResult date_stands(DecisionInput const &s);

/** True where the booking has been given to another lead than the one that the run is for. */
[[nodiscard]] bool is_of_another_lead(DecisionInput const &s) noexcept;

/** A run that misses what it needs waits for it as long as it would not be too late. */
[[nodiscard]] CheckResult needs(DecisionInput const &s);
/** Empty where it needs nothing. */
[[nodiscard]] std::string see_needs(DecisionInput const &s);

[[nodiscard]] CheckResult lateness(DecisionInput const &s);
[[nodiscard]] std::string see_lateness(DecisionInput const &s);

[[nodiscard]] CheckResult quiet_hours(DecisionInput const &s);
[[nodiscard]] std::string see_quiet_hours(DecisionInput const &s);

/** Of the automation or the tenant, with the tenant's holidays. */
[[nodiscard]] CheckResult send_window(DecisionInput const &s);
/** Empty where none applies. */
[[nodiscard]] std::string see_send_window(DecisionInput const &s);

/** Follow-ups and messages after a session wait for the day after the lead's return. */
[[nodiscard]] CheckResult absence(DecisionInput const &s);
/** Empty where no automatic reply names a return date. */
[[nodiscard]] std::string see_absence(DecisionInput const &s);

[[nodiscard]] CheckResult daily_cap(DecisionInput const &s);
[[nodiscard]] std::string see_daily_cap(DecisionInput const &s);

}  // namespace automation::core::time_checks
