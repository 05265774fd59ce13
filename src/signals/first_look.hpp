/* first_look.hpp — which rows of automation_queue stand for a moment that nobody has looked at yet. */
#pragma once

namespace automation::signals {

// A macro, for statements are literals: `q` is the alias of automation_queue. Such a row is no run: it is told to
// nobody when it goes.
#define FIRST_LOOK                                                                                              \
    "(q.event in ('no_contact_days', 'booking_reminder_hours', 'session_completed') and q.run_at = q.event_at " \
    "and q.last_error is null and q.context -> 'by_hand' is null)"

}  // namespace automation::signals
