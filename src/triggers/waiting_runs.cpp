#include "triggers/waiting_runs.hpp"

#include "enqueue/timed/unevaluated_runs.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "pg/time/clock.hpp"
#include "pg/extension/added_columns.hpp"
#include "store/activities.hpp"
#include "store/lead_store.hpp"
#include "pg/process/wake.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::triggers {

namespace {

constinit pg::Statement end_all(
    "with gone as (delete from @home@.automation_queue q where q.automation_id = $1 and q.tenant_id = $2 "
    "and q.kind = 'run' returning q.lead_id, q.booking_id, q.event, " PG_UNEVALUATED
    " as unevaluated) " INSERT_ACTIVITIES
    "select 'automation_skipped', $4 || ' was skipped: ' || $6, jsonb_build_object('automation_id', $1, 'event', "
    "g.event, 'reason', $3, 'detail', $6), "
    "g.lead_id, $1, null, g.booking_id, $2, $5 from gone g join @home@.leads l on l.id = g.lead_id and l.tenant_id = "
    "$2 "
    "where not g.unevaluated",
    INT8OID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID);

// Not those that failed: they wait for their next attempt. (After a crash attempts are counted before they fail.)
constinit pg::Statement movable(
    "select q.id, q.event_at, l.timezone from @home@.automation_queue q join @home@.leads l on l.id = q.lead_id "
    "and l.tenant_id = q.tenant_id where q.automation_id = $1 and q.tenant_id = $2 and q.kind = 'run' "
    "and q.last_error is null and q.event = $3 and not " PG_UNEVALUATED,
    INT8OID, TEXTOID, TEXTOID);
constinit pg::Statement move_all(
    "update @home@.automation_queue q set run_at = m.run_at from unnest($1, $2) as m (id, run_at) "
    "where q.id = m.id and q.tenant_id = $3",
    INT8ARRAYOID, TIMESTAMPTZARRAYOID, TEXTOID);

constinit pg::Statement forget(
    "delete from @home@.automation_queue q where q.automation_id = $1 and q.tenant_id = $2 and q.kind = 'run' "
    "and q.event_at > $3 and " PG_UNEVALUATED,
    INT8OID, TEXTOID, TIMESTAMPTZOID);

// As far back as a moment within the horizon can lie on its axis: two days of horizon and as much for the zones, and as
// long as a sending window may keep a reminder's horizon ahead. What has been found is looked at now, and goes to its
// moment then: no round would bring a silence whose last contact is old. Of a session that has begun, no reminder
// becomes due by other settings.
constinit pg::Statement rewind_watches(
    "with w as (update @home@.automation_watches w set covered_at = w.covered_at - case when a.trigger = 'lead_date' "
    "then interval '140 hours' when a.trigger = 'booking_reminder_hours' and " PG_ADDED_COLUMN(
        "a", "send_window") " is not null then interval '37 days' else interval '110 hours' end, "
    "open_from = case when a.trigger = 'booking_reminder_hours' then $2 else w.open_from end, "
    "round_at = null, round_until = null, round_xid = null, round_clean = null, read_at = null, read_id = null "
    "from @home@.automations a where a.id = w.automation_id and a.tenant_id = w.tenant_id "
    "and a.trigger in ('no_contact_days', 'booking_reminder_hours', 'lead_date') and $1 in (w.tenant_id, '') "
    "returning w.automation_id, w.tenant_id) "
    "update @home@.automation_queue q set event_at = $2, run_at = $2 from w where q.automation_id = w.automation_id "
    "and q.tenant_id = w.tenant_id and q.kind = 'run' and q.event_at > $2 and " PG_UNEVALUATED,
    TEXTOID, TIMESTAMPTZOID);

}  // namespace

void cancel_runs(core::AutomationDraft const &rule, std::string_view reason, std::string_view detail)
{
    pg::execute(end_all,
                {pg::Param::of(number(rule.id)), pg::Param::of(std::string_view(rule.tenant)), pg::Param::of(reason),
                 pg::Param::of(std::string_view(rule.name)), pg::Param::of(pg::now()), pg::Param::of(detail)});
}

void reschedule_runs(core::Automation const &automation)
{
    core::TenantSettings const settings = store::load_settings(automation.tenant);
    std::vector<std::int64_t> ids;
    std::vector<std::optional<core::Instant>> moments;
    auto const rows =
        pg::execute(movable, {pg::Param::of(number(automation.id)), pg::Param::of(std::string_view(automation.tenant)),
                              pg::Param::of(core::name_of(automation.trigger))});
    for (pg::Row const row : rows) {
        std::optional<std::string> const own = row.opt_text(3);
        core::TimeZone const &zone = pg::zone_or_utc(own, settings.timezone);
        core::Instant const moment = core::after(row.instant(2), automation.delay, zone);
        ids.push_back(row.int8(1));
        moments.emplace_back(moment);
        pg::wake_at_commit(moment);
    }
    if (!ids.empty()) {
        pg::execute(move_all, {pg::int8_array(ids), pg::timestamp_array(moments),
                               pg::Param::of(std::string_view(automation.tenant))});
    }
}

void delete_unevaluated(core::AutomationId automation, std::string const &tenant, core::Instant now)
{
    pg::execute(forget,
                {pg::Param::of(number(automation)), pg::Param::of(std::string_view(tenant)), pg::Param::of(now)});
}

void rescan_tenant(std::string const &tenant, core::Instant now)
{
    pg::execute(rewind_watches, {pg::Param::of(std::string_view(tenant)), pg::Param::of(now)});
    pg::wake_at_commit(now);
}

}  // namespace automation::triggers
