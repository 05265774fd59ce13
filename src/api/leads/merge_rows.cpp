#include "api/leads/merge_rows.hpp"

#include "api/leads/merge_duplicates.hpp"
#include "api/leads/merge_entries.hpp"
#include "enqueue/timed/date_enqueue.hpp"
#include "enqueue/timed/released_runs.hpp"
#include "enqueue/timed/reruns.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"
#include "enqueue/timed/loaded_rows.hpp"

#include <array>

#include "store/activities.hpp"

#include "pg/time/clock.hpp"
#include "pg/extension/added_columns.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/sql/spi.hpp"
#include "pg/process/wake.hpp"

namespace automation::api {

namespace {

// $1 stays, $2 goes, $3 is their tenant, $4 now. All by the indexes that begin with lead_id.

// What depends on the time zone of the lead is found anew; when the first of it starts.
constinit pg::Statement forget_reminders(
    "with gone as (delete from @home@.automation_queue q where q.lead_id = $2 and q.tenant_id = $3 and q.kind = 'run' "
    "and q.event = 'booking_reminder_hours' and q.event_at > $4 and " PG_UNEVALUATED
    " returning q.booking_id) select min(b.starts_at) from gone g join @home@.bookings b on b.id = g.booking_id "
    "and b.tenant_id = $3",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);

// Under new ids: what a process remembers of a run by its id is about the lead that goes.
constinit pg::Statement reschedule_runs(
    "with gone as (delete from @home@.automation_queue q where q.lead_id = $2 and q.tenant_id = $3 and q.kind = 'run' "
    "returning q.*), moved as (insert into @home@.automation_queue (automation_id, lead_id, booking_id, message_id, "
    "event_at, run_at, attempts, kind, event, tenant_id, last_error, context, channel) select g.automation_id, $1, "
    "g.booking_id, g.message_id, g.event_at, g.run_at, g.attempts, g.kind, g.event, g.tenant_id, g.last_error, "
    "g.context, g.channel from gone g order by g.event_at, g.id returning id, run_at) "
    "select m.id, m.run_at from moved m",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
#define MOVE(table) \
    "update @home@." table " t set lead_id = $1 where t.lead_id = $2 and t.tenant_id = $3 and $4 is not null"
constinit pg::Statement move_bookings(MOVE("bookings"), INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
constinit pg::Statement move_messages(MOVE("messages"), INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
constinit pg::Statement move_activities(MOVE("activities"), INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
#undef MOVE
// What is being sent at this moment, or was locked: if it fails, it is written again for the lead that stays.
#define MARKED "context = coalesce(t.context, '{}') || '{\"lead_changed\": true, \"merged\": true}'"
constinit pg::Statement move_deliveries(
    "with ours as (update @home@.automation_queue t set lead_id = $1, " MARKED
    " where t.lead_id = $2 and t.tenant_id = $3 and $4 is not null and t.kind = 'deliver' and t.automation_id <> 0 "
    "returning t.id), others as (update @home@.automation_queue t set lead_id = $1 where t.lead_id = $2 "
    "and t.tenant_id = $3 and t.kind = 'deliver' and t.automation_id = 0 returning t.id) "
    "select (select count(*) from ours) + (select count(*) from others)",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
// A welcome that is being sent to the lead that stays: if it fails, it is asked whether the other has been welcomed.
constinit pg::Statement mark_welcomes(
    "update @home@.automation_queue t set " MARKED
    " from @home@.messages m where t.lead_id = $1 and t.tenant_id = $3 "
    "and t.kind = 'deliver' and t.event = 'new_lead' and t.automation_id <> 0 and t.context -> 'by_hand' is null "
    "and m.id = t.message_id and m.tenant_id = t.tenant_id and m.status = 'sending' and $4 is not null "
    "and exists (select from @home@.activities a where a.lead_id = $2 and a.tenant_id = $3 "
    "and a.automation_id = t.automation_id and a.type = 'automation_ran' and a.details ->> 'event' = 'new_lead')",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
#undef MARKED

#define STRETCH(l) "coalesce(" l ".silent_since, " l ".created_at)"
#define LATER_STRETCH                                                                                        \
    "case when k.silent_since is null and d.silent_since is null then coalesce(k.created_at, d.created_at) " \
    "else greatest(" STRETCH("k") ", " STRETCH("d") ") end"

// The higher count; what was counted for the present silence of either counts for that of both. `columns` and their
// `united` values: of sequences, whose tables have them.
#define UNITE_ENROLLMENTS(columns, united)                                                                          \
    "with stretch as (select " STRETCH("k") " as of_keep, " STRETCH(                                                \
        "d") " as of_drop, " LATER_STRETCH                                                                          \
             " as of_both from @home@.leads k, @home@.leads d where k.id = $1 and d.id = $2 and k.tenant_id = $3 "  \
             "and d.tenant_id = $3), gone as (delete from @home@.automation_enrollments e where e.lead_id in ($1, " \
             "$2) "                                                                                                 \
             "and e.tenant_id = $3 and $4 is not null returning e.*), "                                             \
             "united as (select g.automation_id, g.booking_id, case when g.booking_id is null and g.anchor = case " \
             "g.lead_id when $1 then s.of_keep else s.of_drop end then s.of_both else g.anchor end as anchor, "     \
             "max(g.last_run_at) as last_run_at, max(g.looked_at) as looked_at, min(g.created_at) as created_at, "  \
             "max(g.runs) as runs, " united                                                                         \
             "count(*) filter (where g.lead_id = $2 and g.tenant_id = $3) as moved "                                \
             "from gone g cross join stretch s group by 1, 2, 3), "                                                 \
             "kept as (insert into @home@.automation_enrollments (automation_id, lead_id, booking_id, anchor, "     \
             "last_run_at, looked_at, created_at, runs, " columns                                                   \
             "tenant_id) select automation_id, $1, booking_id, "                                                    \
             "anchor, last_run_at, looked_at, created_at, runs, " columns                                           \
             "$3 from united) "                                                                                     \
             "select coalesce(sum(moved), 0)::bigint from united"
constinit pg::Statement unite_enrollments(UNITE_ENROLLMENTS("", ""), INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
constinit pg::Statement unite_entered(
    UNITE_ENROLLMENTS("entry, left_at, left_reason, ",
                      "(array_agg(g.entry) filter (where g.entry is not null))[1] as entry, "
                      "case when count(g.entry) = 0 then max(g.left_at) end as left_at, case when count(g.entry) = 0 "
                      "then (array_agg(g.left_reason order by g.left_at desc nulls last))[1] end as left_reason, "),
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);
#undef UNITE_ENROLLMENTS

// Columns of the user's own.
constinit pg::Statement own_columns(
    "select string_agg(format(', %1$I = coalesce(k.%1$I, d.%1$I)', a.attname), '') from pg_catalog.pg_attribute a "
    "where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a' "
    "and a.attname <> all('{id,tenant_id,name,email,phone,status,source,last_contacted,silent_since,last_inbound_at,"
    "status_since,timezone,language,opted_out,ai_allowed,attributes,external_ids,created_at,updated_at}')",
    OIDOID);

#define FILLED(column) column " = coalesce(k." column ", d." column "), "
#define CONTACT(l) "coalesce(" l ".last_contacted, " l ".created_at)"
// Where neither was ever contacted, the later of the two came to us last.
constexpr char const *unite =
    "with d as (delete from @home@.leads d where d.id = $2 and d.tenant_id = $3 returning d.*) "
    "update @home@.leads k set " FILLED("name") FILLED("email") FILLED("phone") FILLED("source") FILLED("timezone")
        FILLED("language") FILLED("created_at") "status = coalesce(k.status, d.status), "
    "status_since = case when k.status is null then d.status_since else k.status_since end, "
    "last_contacted = case when k.last_contacted is null and d.last_contacted is null and (d.created_at <= k.created_at) "
    "is not false then null else greatest(" CONTACT("k") ", " CONTACT("d") ") end, "
    "last_inbound_at = greatest(k.last_inbound_at, d.last_inbound_at), "
    "silent_since = case when k.silent_since is null and d.silent_since is null then null else " LATER_STRETCH " end, "
    "ai_allowed = coalesce(k.ai_allowed, true) and coalesce(d.ai_allowed, true), "
    "attributes = case when jsonb_typeof(k.attributes) = 'object' and jsonb_typeof(d.attributes) = 'object' then "
    "d.attributes || coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each(k.attributes) e "
    "where e.value <> 'null'), '{}') else coalesce(k.attributes, d.attributes) end, "
    "external_ids = (select jsonb_object_agg(s.key, s.value) from (select f.key, case when count(*) = 1 "
    "and f.key <> 'merged_leads' then jsonb_agg(f.value) -> 0 else jsonb_agg(f.value order by f.place, f.value) end as "
    "value from (select e.key, x.value, min(e.place) as place from (select o.key, o.value, 1 as place from jsonb_each("
    "case jsonb_typeof(k.external_ids) when 'object' then k.external_ids else '{}' end) o union all select o.key, "
    "o.value, 2 from jsonb_each(case jsonb_typeof(d.external_ids) when 'object' then d.external_ids else '{}' end) o "
    "union all select 'merged_leads', to_jsonb(d.id), 3) e cross join lateral jsonb_array_elements("
    "case jsonb_typeof(e.value) when 'array' then e.value else jsonb_build_array(e.value) end) x (value) "
    "where x.value <> 'null' group by e.key, x.value) f group by f.key) s), "
    "updated_at = $4";
constexpr char const *of_them =
    " from d where k.id = $1 and k.tenant_id = $3 "
    "returning greatest(coalesce(k.last_contacted, k.created_at), k.last_inbound_at)";
#undef FILLED
#undef CONTACT
#undef LATER_STRETCH
#undef STRETCH

pg::Rows execute(pg::Statement &statement, Merge const &merge)
{
    return pg::execute(statement, params_of(merge));
}

/* Runs and deliveries, while both leads are still there. The messages whose runs are made again. */
std::vector<std::int64_t> move_queue(Merge const &merge, core::json::Value &counts)
{
    counts["cancelled"] = cancel_twice_written(merge);
    auto const first_start = execute(forget_reminders, merge);
    if (auto const start = first_start[0].maybe_instant(1)) {
        enqueue::note_loaded(merge.tenant, core::Trigger::booking_reminder_hours, *start);
    }
    std::vector<std::int64_t> moved;
    for (pg::Row const row : execute(reschedule_runs, merge)) {
        moved.push_back(row.int8(1));
        pg::wake_at_commit(row.instant(2));
    }
    counts["runs"] = moved.size();
    auto const again =
        enqueue::rerun_for_merge({.from = merge.drop, .to = merge.keep, .tenant = merge.tenant}, pg::now());
    moved.insert(moved.end(), again.runs.begin(), again.runs.end());
    drop_twice_waiting(merge, moved);
    counts["deliveries"] =
        execute(move_deliveries, merge)[0].int8(1) + static_cast<std::int64_t>(again.messages.size());
    execute(mark_welcomes, merge);
    return again.messages;
}

/* `sql` for the schema that the tables are in. */
std::string qualified(std::string_view sql)
{
    constexpr std::string_view mark = "@home@.";
    std::string text;
    for (auto at = sql.find(mark); at != std::string_view::npos; at = sql.find(mark)) {
        text.append(sql.substr(0, at)).append(pg::require_extension().prefix);
        sql.remove_prefix(at + mark.size());
    }
    return text.append(sql);
}

}  // namespace

std::vector<pg::Param> params_of(Merge const &merge)
{
    return {pg::Param::of(number(merge.keep)), pg::Param::of(number(merge.drop)),
            pg::Param::of(std::string_view(merge.tenant)), pg::Param::of(pg::now())};
}

void move_rows(Merge const &merge, core::json::Value &counts)
{
    unite_entries(merge);
    auto const again = move_queue(merge, counts);
    bool const sequences = pg::has_column(pg::TableName::automation_enrollments, "entry");
    counts["enrollments"] = execute(sequences ? unite_entered : unite_enrollments, merge)[0].int8(1);
    counts["bookings"] = execute(move_bookings, merge).affected();
    counts["messages"] = execute(move_messages, merge).affected();
    counts["activities"] = execute(move_activities, merge).affected();
    counts["cancelled"] = counts["cancelled"].get<std::int64_t>() + end_second_welcomes(merge, again);
}

void unite_leads(Merge const &merge)
{
    auto const own =
        pg::execute(own_columns, {pg::Param(ObjectIdGetDatum(pg::require_extension().table(pg::TableName::leads)))});
    std::string const sql = qualified(unite) + own[0].opt_text(1).value_or("") + of_them;
    constexpr std::array<int, 4> types{INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID};
    auto const rows = pg::execute_writing(pg::TableName::leads, sql, types, params_of(merge));
    if (auto const contact = rows.empty() ? std::nullopt : rows[0].maybe_instant(1)) {
        enqueue::note_loaded(merge.tenant, core::Trigger::no_contact_days, *contact);
    }
    enqueue::reload_dates({merge.keep, merge.tenant}, merge.drop, pg::now());
    // The other lead may have had what a run has waited for.
    enqueue::wake_for_runs({merge.keep, merge.tenant}, pg::now());
}

}  // namespace automation::api
