/* stats_finalizer.hpp — days that are over: what came of their messages is written down once, and not worked out again.
 *
 * A reply counts within 7 days of a message, a booking within 14, a session within 30. After 31 days nothing can follow
 * any more, and the views read the day from automation_daily_stats instead of the messages.
 */
#pragma once
#include "core/base/types.hpp"

namespace automation::engine {

/** Settles the days, in UTC, that are over; most of the time one look into an index. In a session of its own, as it
 *  lets the planner choose freely there. */
void finalize_days(core::Instant now);

}  // namespace automation::engine
