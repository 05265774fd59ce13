#include "engine/runs/scan_schedule.hpp"

#include "enqueue/timed/timed_scan.hpp"

#include <limits>
#include <vector>

#include "pg/extension/added_columns.hpp"
#include "pg/sql/keys.hpp"
#include "pg/extension/settings.hpp"

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

// What an older version or a restored dump has left without a row; bookings count from now on.
constinit pg::Statement complete(
    "insert into @home@.automation_watches (automation_id, tenant_id, since, since_days, since_hours, covered_at) "
    "select a.id, a.tenant_id, $1, a.delay_days, a.delay_hours, "
    "case when a.trigger = 'no_contact_days' then '-infinity'::timestamptz else $1 end from @home@.automations a "
    "where a.trigger in ('no_contact_days', 'booking_reminder_hours', 'session_completed', 'lead_date') and not exists "
    "(select "
    "from @home@.automation_watches w where w.automation_id = a.id and w.tenant_id = a.tenant_id) on conflict do "
    "nothing",
    TIMESTAMPTZOID);
// In the same transaction; tables that lack the columns have no such delays.
constinit pg::Statement complete_minutes(
    "update @home@.automation_watches w set since_minutes = a.delay_minutes from @home@.automations a "
    "where a.id = w.automation_id and a.tenant_id = w.tenant_id and w.since = $1 and a.delay_minutes <> "
    "w.since_minutes",
    TIMESTAMPTZOID);
constinit pg::Statement all(
    "select a.id, a.tenant_id, case when w.round_until is null then w.round_at end from @home@.automations a "
    "join @home@.automation_watches w on w.automation_id = a.id and w.tenant_id = a.tenant_id where a.enabled "
    "and a.trigger in ('no_contact_days', 'booking_reminder_hours', 'session_completed', 'lead_date')");

}  // namespace

void ScanSchedule::plan(core::AutomationKey const &automation, core::Instant at, bool waits_for_others)
{
    Planned &planned = automations_.at(automation);
    order_.erase({planned.at, automation});
    planned.at = at;
    planned.waits_for_others = waits_for_others;
    order_.emplace(at, automation);
}

void ScanSchedule::retry_now(core::Instant now)
{
    std::vector<core::AutomationKey> waiting;
    for (auto const &[automation, planned] : automations_) {
        if (planned.waits_for_others) {
            waiting.push_back(automation);
        }
    }
    for (core::AutomationKey const &automation : waiting) {
        plan(automation, now, true);
    }
}

bool ScanSchedule::due(core::Instant now) const
{
    return !planned_ || (!order_.empty() && order_.begin()->first <= now);
}

std::set<std::string> ScanSchedule::due_tenants(core::Instant now) const
{
    constexpr int most = 1000;
    std::set<std::string> tenants;
    int seen = 0;
    for (auto next = order_.begin(); next != order_.end() && next->first <= now && seen < most; ++next, ++seen) {
        tenants.insert(next->second.tenant);
    }
    return tenants;
}

std::optional<core::Instant> ScanSchedule::next_time() const
{
    return order_.empty() ? std::nullopt : std::optional(order_.begin()->first);
}

void ScanSchedule::delay(core::AutomationKey const &automation, core::Instant until)
{
    auto const at = automations_.find(automation);
    if (at != automations_.end() && at->second.at < until) {
        plan(automation, until, at->second.waits_for_others);
    }
}

bool ScanSchedule::put_off_first(core::Instant until)
{
    if (!planned_ || order_.empty()) {
        return false;
    }
    core::AutomationKey const first = order_.begin()->second;
    plan(first, until, automations_.at(first).waits_for_others);
    return true;
}

void ScanSchedule::make_plan(core::Instant now)
{
    if (pg::execute(complete, {pg::Param::of(now)}).affected() > 0 &&
        pg::has_column(pg::TableName::automation_watches, "since_minutes")) {
        pg::execute(complete_minutes, {pg::Param::of(now)});
    }
    automations_.clear();
    order_.clear();
    for (pg::Row const row : pg::execute(all)) {
        auto const key = pg::key_from<core::AutomationId>(row, 1);
        core::Instant const at = enqueue::next_round(row.maybe_instant(3), now);
        automations_.emplace(key, Planned{.at = at});
        order_.emplace(at, key);
    }
    planned_ = true;
}

std::optional<core::Instant> ScanSchedule::step(AutomationCache &automations, core::Instant now)
{
    if (!planned_) {
        make_plan(now);
        return std::nullopt;
    }
    core::AutomationKey const key = order_.begin()->second;
    enqueue::OpenTransactions const open = enqueue::read_open_transactions();
    auto watch = enqueue::lock_watch(key.id, key.tenant);
    automations.fetch({key});
    auto const &automation = automations.at(key).automation;
    bool const wanted = automation && automation->enabled && core::is_timed(automation->trigger);
    if (!watch || !wanted) {
        // It is being saved, and will be planned anew when that has committed; or it is broken.
        plan(key, now + (wanted ? core::Micros(5s) : core::look_ahead), false);
        return std::nullopt;
    }
    auto const most = static_cast<std::size_t>(automation->trigger == core::Trigger::no_contact_days
                                                   ? pg::settings::max_runs_per_minute
                                                   : std::numeric_limits<int>::max());
    enqueue::ScanResult const result = enqueue::continue_scan(*automation, std::move(*watch), open, most, now);
    plan(key, result.next, result.waits_for_others);
    return result.earliest;
}

}  // namespace automation::engine
