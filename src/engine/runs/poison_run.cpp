#include "engine/runs/poison_run.hpp"

#include "core/decisions/lead_date.hpp"

#include "pg/sql/spi.hpp"
#include "store/activities.hpp"

namespace automation::engine {

namespace {

// By the primary key of leads, of which no other column is read. A lead that is gone has no activity.
constinit pg::Statement activity_insert(
    "with inserted as (" INSERT_ACTIVITIES
    "select 'automation_failed', $1, pg_catalog.jsonb_build_object('automation_id', $2, 'event', $3, 'reason', "
    "'error', 'detail', $4), $5, $2, null, $6, $7, $8 "
    "where exists (select from @home@.leads l where l.id = $5 and l.tenant_id = $7) returning automation_id, "
    "tenant_id) "
    "insert into @home@.automation_stat_deltas (automation_id, tenant_id, failed, at) select automation_id, tenant_id, "
    "1, $8 from inserted",
    TEXTOID, INT8OID, TEXTOID, TEXTOID, INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
// By the unique index of the memory.
constinit pg::Statement upsert_enrollment(
    "insert into @home@.automation_enrollments as e (automation_id, lead_id, booking_id, anchor, tenant_id, looked_at) "
    "values ($1, $2, $3, $4, $5, $6) "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set looked_at = excluded.looked_at",
    INT8OID, INT8OID, INT8OID, TIMESTAMPTZOID, TEXTOID, TIMESTAMPTZOID);
constinit pg::Statement record_silence(
    "insert into @home@.automation_enrollments as e (automation_id, lead_id, anchor, tenant_id, looked_at) "
    "select $1, l.id, coalesce(l.silent_since, l.created_at), l.tenant_id, $4 from @home@.leads l "
    "where l.id = $2 and l.tenant_id = $3 "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set looked_at = excluded.looked_at",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);

// The index on activities (lead_id, …).
constinit pg::Statement name_it(
    "update @home@.activities t set description = a.name || ' failed: ' || $4 from @home@.automations a "
    "where t.lead_id = $1 and t.tenant_id = $2 and t.automation_id = $3 and t.type = 'automation_failed' "
    "and t.created_at = $5 and a.id = $3 and a.tenant_id = $2",
    INT8OID, TEXTOID, INT8OID, TEXTOID, TIMESTAMPTZOID);

bool is_event(core::Run const &run, core::Trigger trigger)
{
    return run.event == core::name_of(trigger) && !run.by_hand;
}

}  // namespace

bool give_up(QueueRow const &row, std::string const &why, core::Instant now)
{
    core::Run const &run = row.run;
    if (!delete_rows({row})[0]) {
        return false;
    }
    std::string const description = "automation " + std::to_string(number(run.automation)) + " failed: " + why;
    pg::Param const booking = pg::Param::of(run.booking ? std::optional(number(*run.booking)) : std::nullopt);
    pg::execute(activity_insert, {pg::Param::of(std::string_view(description)), pg::Param::of(number(run.automation)),
                                  pg::Param::of(std::string_view(run.event)), pg::Param::of(std::string_view(why)),
                                  pg::Param::of(number(run.lead)), booking, pg::Param::of(std::string_view(run.tenant)),
                                  pg::Param::of(now)});
    bool const of_start = is_event(run, core::Trigger::booking_reminder_hours) && run.anchor;
    bool const of_date = is_event(run, core::Trigger::lead_date) && run.anchor;
    auto const anchor = of_start  ? run.anchor
                        : of_date ? std::optional(core::counted_anchor(*run.anchor, run.yearly))
                                  : std::nullopt;
    if (anchor || is_event(run, core::Trigger::session_completed)) {
        pg::execute(upsert_enrollment, {pg::Param::of(number(run.automation)), pg::Param::of(number(run.lead)), booking,
                                        anchor ? pg::Param::of(*anchor) : pg::Param(std::nullopt),
                                        pg::Param::of(std::string_view(run.tenant)), pg::Param::of(now)});
    }
    return true;
}

void after_giving_up(core::Run const &run, std::string const &why, core::Instant now)
{
    pg::execute(name_it,
                {pg::Param::of(number(run.lead)), pg::Param::of(std::string_view(run.tenant)),
                 pg::Param::of(number(run.automation)), pg::Param::of(std::string_view(why)), pg::Param::of(now)});
    if (is_event(run, core::Trigger::no_contact_days)) {
        pg::execute(record_silence, {pg::Param::of(number(run.automation)), pg::Param::of(number(run.lead)),
                                     pg::Param::of(std::string_view(run.tenant)), pg::Param::of(now)});
    }
}

}  // namespace automation::engine
