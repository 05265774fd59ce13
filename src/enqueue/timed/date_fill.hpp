/* date_fill.hpp — writes down the dates that an automation of lead_date goes by, for leads that were there before it.
 *
 * Page by page in the order of the leads' ids, by the rounds of the dispatcher. A transaction that was open when the
 * automation was saved knows nothing of it, and may commit a lead behind the page: once all of those have ended, the
 * leads are read again, and the scan begins anew. So they are where a lead was locked.
 */
#pragma once
#include "enqueue/timed/timed_scan.hpp"

namespace automation::enqueue {

enum class FillStep {
    none,  ///< all is written down
    page,  ///< there may be more at once
    waits  ///< for transactions that are open
};

/** One page. `watch` is locked and is saved by the caller. */
[[nodiscard]] FillStep continue_fill(core::Automation const &automation, ScanState &watch, OpenTransactions open);

/** From the first lead on. */
void begin_fill(ScanState &watch, core::Automation const &automation);
/** The same for dates that are new to the automation: those due before `now` are not its business. */
void begin_dates(ScanState &watch, core::Automation const &automation, core::Instant now);

/** Where on the axis moments begin that are the automation's business. */
[[nodiscard]] core::Instant date_scan_start(core::Automation const &automation, ScanState const &watch);

}  // namespace automation::enqueue
