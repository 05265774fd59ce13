/* due_dates.hpp — dates of leads in the order of the moments that lead_date waits for: due_moments.hpp for that
 * trigger.
 *
 * Found by automation_lead_dates, read from the leads themselves. Anniversaries are read day after day of the calendar.
 */
#pragma once
#include "store/due_moments.hpp"

namespace automation::store {

/** At most timed_page rows after `from`, up to `until`; one for each date, which may be none any more. */
[[nodiscard]] std::vector<TimedRow> read_dates(core::Automation const &automation, AxisPlace from, core::Instant until);
/** The moments about now of the tenant's leads after one, in the order of their ids. */
[[nodiscard]] std::vector<TimedRow> read_dates_after(core::Automation const &automation, std::int64_t after);
[[nodiscard]] std::vector<TimedRow> read_dates_of(core::Automation const &automation, core::LeadId lead);

}  // namespace automation::store
