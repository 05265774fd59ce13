/* timing.hpp — when the triggers of time are due: silence, reminders, ends of sessions (dates: lead_date.hpp).
 *
 * The moment of such a trigger is computed from the facts whenever it is looked at, never remembered: a lead that
 * answers, a booking that moves and a delay that is edited need no bookkeeping.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/decisions/send_times.hpp"

namespace automation::core {

/** What automation_enrollments remembers. */
struct RunHistory {
    int runs = 0;                     ///< that count towards max_runs
    std::optional<Instant> last_run;  ///< of this automation for this lead
};

/** True for the triggers whose moment is found by looking at the clock: silence, reminder, session, date. */
[[nodiscard]] bool is_timed(Trigger trigger) noexcept;

/** What silence is reckoned from. */
struct ContactTimes {
    std::optional<Instant> last_contacted, last_inbound_at, created_at, silent_since;
};
[[nodiscard]] ContactTimes contacts_of(Lead const &lead) noexcept;

/** When somebody last wrote to the lead or the lead to us; nothing: it is never silent. */
[[nodiscard]] std::optional<Instant> last_contact(ContactTimes const &contacts) noexcept;
/** The beginning of the present stretch of silence, which is its name too. */
[[nodiscard]] std::optional<Instant> silence_start(ContactTimes const &contacts) noexcept;
/** When a lead has been silent for so long, and not before `delay` after the last run. */
[[nodiscard]] std::optional<Instant> silence_due(Delay delay, ContactTimes const &contacts,
                                                 std::optional<Instant> last_run, TimeZone const &zone);

/** `end` minus the delay: days by the wall clock of `zone`, then elapsed hours. */
[[nodiscard]] Instant before(Instant end, Delay delay, TimeZone const &zone);
/** When a reminder is due: the delay before the start, or the last time before it where messages may not be sent again
 *  until the start. */
[[nodiscard]] Instant reminder_due(Delay delay, Instant starts_at, SendTimes const &times, TimeZone const &zone);

/** What runs are counted by beside lead and booking: the stretch of silence, the start that was reminded of. */
[[nodiscard]] std::optional<Instant> counted_by(Trigger trigger, Lead const *lead, Booking const *booking) noexcept;

/** How far ahead of its moment a timed run is put into the queue. */
inline constexpr Micros look_ahead = std::chrono::hours(1);

/** Where on the axis of a trigger (last contact, starts_at, ends_at) everything has a moment later than
 *  `now + look_ahead`, whatever the zone. A reminder with a sending window may go days before its moment. */
[[nodiscard]] Instant horizon(Trigger trigger, Delay delay, bool has_window, Instant now) noexcept;

}  // namespace automation::core
