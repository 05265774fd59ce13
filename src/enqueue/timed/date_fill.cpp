#include "enqueue/timed/date_fill.hpp"

#include "core/decisions/lead_date.hpp"

#include <algorithm>
#include <limits>

#include "store/lead_dates.hpp"

namespace automation::enqueue {

namespace {

using Ids = std::numeric_limits<std::int64_t>;

// Of DateFill::xid: what is read is all there is.
constexpr std::int64_t clean = -1;

void ask_for_transactions(ScanState::DateFill &fill, OpenTransactions open)
{
    bool const of_another_server = fill.xid > open.next;
    if (fill.xid == 0 || of_another_server) {
        fill = {.after = Ids::min(), .xid = open.oldest >= open.next ? clean : open.next};
    } else if (fill.after == Ids::max() && open.oldest >= fill.xid) {
        fill = {.after = Ids::min(), .xid = clean};
    }
}

}  // namespace

FillStep continue_fill(core::Automation const &automation, ScanState &watch, OpenTransactions open)
{
    if (!automation.date) {
        return FillStep::none;
    }
    if (!watch.of_dates) {
        begin_fill(watch, automation);
    }
    if (!watch.fill) {
        return FillStep::none;
    }
    ask_for_transactions(*watch.fill, open);
    if (watch.fill->after == Ids::max()) {
        return FillStep::waits;
    }
    core::DateField const &field = automation.date->field;
    // What they had before the automation was saved: as if written at the beginning of time.
    store::DatePage const page =
        store::fill_lead_dates(automation.tenant, field, core::LeadId{watch.fill->after}, core::Instant::min());
    if (page.passed_by) {
        watch.fill->xid = open.next;  // read again when the lock on the lead is released
    }
    if (page.last) {
        watch.fill->after = number(*page.last);
    } else if (watch.fill->xid != clean) {
        watch.fill->after = Ids::max();
    } else {
        store::remove_orphaned_dates(automation.tenant, field.name());
        watch.fill.reset();
        watch.covered = {date_scan_start(automation, watch), 0};
        watch.pass.reset();
        watch.evaluated_at.reset();
    }
    return FillStep::page;
}

void begin_fill(ScanState &watch, core::Automation const &automation)
{
    watch.of_dates = true;
    watch.since_at = automation.date->at;
    watch.fill = ScanState::DateFill{};
    watch.covered = {date_scan_start(automation, watch), 0};
}

void begin_dates(ScanState &watch, core::Automation const &automation, core::Instant now)
{
    watch.since = now;
    watch.open_from = now;
    watch.since_delay = automation.delay;
    begin_fill(watch, automation);
}

core::Instant date_scan_start(core::Automation const &automation, ScanState const &watch)
{
    core::Instant const from = std::max(watch.since, watch.open_from.value_or(watch.since));
    core::DateTrigger const &trigger = *automation.date;
    return std::min({core::date_floor(trigger, automation.delay, from),
                     core::date_floor(trigger, watch.since_delay, from), from - core::axis_differs});
}

}  // namespace automation::enqueue
