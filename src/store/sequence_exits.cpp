#include "store/sequence_exits.hpp"

#include "pg/extension/added_columns.hpp"
#include "pg/process/wake.hpp"
#include "pg/sql/current_rows.hpp"
#include "store/activities.hpp"

namespace automation::store {

namespace {

// The indexes on (lead_id, automation_id). A message that is being sent keeps its row, for the result and the next
// attempt.
constinit pg::Statement end_all(
    "with inside as (select e.id, e.automation_id, e.booking_id, (e.entry ->> 'message')::bigint as message_id, "
    "e.entry ->> 'step' as step, coalesce(e.entry -> 'done' ->> -1, e.entry ->> 'step') as last_done from "
    "@home@.automation_enrollments e where e.lead_id = $1 and e.tenant_id = $2 and e.entry is not null "
    "and ($3 is null or e.automation_id = $3) and ($4 is null or e.booking_id = $4) and ($7 is null or e.id = $7) "
    "for update), "
    "ended as (update @home@.automation_enrollments e set entry = null, left_at = $6, left_reason = $5 from inside i "
    "where e.id = i.id and e.tenant_id = $2), "
    "gone as (delete from @home@.automation_queue q using inside i where q.lead_id = $1 and q.tenant_id = $2 "
    "and q.automation_id = i.automation_id and (q.kind = 'run' and q.event = 'step' "
    "and (q.context ->> 'entry')::bigint = i.id or q.kind = 'deliver' and q.message_id = i.message_id "
    "and not exists (select from @home@.messages m where m.id = q.message_id and m.tenant_id = $2 "
    "and m.status = 'sending'))), "
    "stopped as (update @home@.messages m set status = 'cancelled', updated_at = $6 from inside i "
    "where m.id = i.message_id and m.tenant_id = $2 and m.status in ('queued', 'held')), "
    "counted as (insert into @home@.automation_stat_deltas (automation_id, tenant_id, at, steps) select "
    "i.automation_id, "
    "$2, $6, jsonb_build_object(i.step, '{\"left\": 1}'::jsonb) from inside i where i.step <> '' union all "
    "select i.automation_id, $2, $6, jsonb_build_object(i.last_done, '{\"goal\": 1}'::jsonb) from inside i "
    "where i.last_done <> '' and $5 = 'goal'), "
    "told as (" INSERT_ACTIVITIES
    "select 'sequence_ended', coalesce(a.name, 'a sequence') || ' ended: ' || $5, jsonb_strip_nulls(jsonb_build_object("
    "'automation_id', i.automation_id, 'event', 'step', 'step', nullif(i.step, ''), 'reason', $5)), $1, "
    "i.automation_id, null, i.booking_id, $2, $6 from inside i "
    "left join @home@.automations a on a.id = i.automation_id and a.tenant_id = $2) "
    "select count(*) from inside",
    INT8OID, TEXTOID, INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID, INT8OID);

#define ENTRIES_OF_LEAD                                                                                     \
    "select e.id, e.entry::text, e.automation_id, e.booking_id from @home@.automation_enrollments e where " \
    "e.lead_id = $1 and e.tenant_id = $2 and e.entry is not null and ($3 is null or e.automation_id = $3) " \
    "and ($4 is null or e.booking_id = $4) order by e.id"
constinit pg::Statement lock_all(ENTRIES_OF_LEAD " for update", INT8OID, TEXTOID, INT8OID, INT8OID);
constinit pg::Statement read_all(ENTRIES_OF_LEAD, INT8OID, TEXTOID, INT8OID, INT8OID);
#undef ENTRIES_OF_LEAD
constinit pg::Statement claim(
    "with there as (select count(*) as n from @home@.automation_enrollments e where e.lead_id = $1 and e.tenant_id = "
    "$2 "
    "and e.entry is not null), mine as (select e.id, e.entry::text as entry, e.automation_id, e.booking_id "
    "from @home@.automation_enrollments e where e.lead_id = $1 and e.tenant_id = $2 and e.entry is not null "
    "order by e.id for update skip locked) select m.id, m.entry, m.automation_id, m.booking_id, "
    "t.n = (select count(*) from mine) from there t left join mine m on true",
    INT8OID, TEXTOID);
constinit pg::Statement inside(
    "select exists (select from @home@.automation_enrollments e where e.lead_id = $1 and e.tenant_id = $2 "
    "and e.automation_id = $3 and e.booking_id is not distinct from $4 and e.entry is not null)",
    INT8OID, TEXTOID, INT8OID, INT8OID);
constinit pg::Statement note(
    "update @home@.automation_enrollments e set entry = jsonb_set(e.entry, '{booked}', coalesce(e.entry -> 'booked', "
    "'{}') "
    "|| (select jsonb_object_agg(b.id::text, $4) from unnest($3) as b (id))) from (select x.id "
    "from @home@.automation_enrollments x where x.lead_id = $1 and x.tenant_id = $2 and x.entry is not null "
    "for update skip locked) x where e.id = x.id and e.tenant_id = $2 and e.entry is not null",
    INT8OID, TEXTOID, INT8ARRAYOID, INT8OID);
constinit pg::Statement place(
    "with was as (select (e.entry ->> 'message')::bigint as message_id from @home@.automation_enrollments e "
    "where e.id = $1 and e.tenant_id = $2), "
    "placed as (update @home@.automation_enrollments e set entry = $3::jsonb where e.id = $1 and e.tenant_id = $2 "
    "returning e.automation_id, e.lead_id, e.booking_id), "
    "stopped as (update @home@.messages m set status = 'cancelled', error = 'the lead was moved to another step', "
    "updated_at = $5 from was w where m.id = w.message_id and m.tenant_id = $2 and m.status in ('queued', 'held') "
    "returning m.id), "
    "unsent as (delete from @home@.automation_queue q using placed p, stopped s where q.lead_id = p.lead_id "
    "and q.tenant_id = $2 and q.automation_id = p.automation_id and q.kind = 'deliver' and q.message_id = s.id), "
    "gone as (delete from @home@.automation_queue q using placed p where q.lead_id = p.lead_id and q.tenant_id = $2 "
    "and q.automation_id = p.automation_id and q.kind = 'run' and q.event = 'step' "
    "and (q.context ->> 'entry')::bigint = $1) "
    "insert into @home@.automation_queue (automation_id, lead_id, booking_id, tenant_id, event, event_at, run_at, "
    "context) "
    "select p.automation_id, p.lead_id, p.booking_id, $2, 'step', $5, $5, jsonb_build_object('step', $4, 'entry', $1) "
    "from placed p",
    INT8OID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID);

pg::Param lead_of(Entries const &entries)
{
    return pg::Param::of(number(entries.lead.id));
}

pg::Param tenant_of(Entries const &entries)
{
    return pg::Param::of(std::string_view(entries.lead.tenant));
}

pg::Param sequence_of(Entries const &entries)
{
    return pg::Param::of(entries.sequence ? std::optional(number(*entries.sequence)) : std::nullopt);
}

pg::Param booking_of(Entries const &entries)
{
    return pg::Param::of(entries.booking ? std::optional(number(*entries.booking)) : std::nullopt);
}

std::vector<StoredEntry> entries_from(pg::Rows const &rows)
{
    std::vector<StoredEntry> found;
    for (pg::Row const row : rows) {
        if (auto entry = row.null(1) ? std::nullopt : core::read_entry(row.text(2))) {
            auto const booking = row.opt_int8(4);
            found.push_back({row.int8(1), core::AutomationId{row.int8(3)},
                             booking ? std::optional(core::BookingId{*booking}) : std::nullopt, *std::move(entry)});
        }
    }
    return found;
}

}  // namespace

std::vector<StoredEntry> lock_entries(Entries const &entries)
{
    if (!pg::has_column(pg::TableName::automation_enrollments, "entry")) {
        return {};
    }
    return entries_from(pg::execute_current(
        lock_all, {lead_of(entries), tenant_of(entries), sequence_of(entries), booking_of(entries)}));
}

ClaimedEntries claim_entries(core::LeadKey const &lead)
{
    if (!pg::has_column(pg::TableName::automation_enrollments, "entry")) {
        return {};
    }
    auto const rows =
        pg::execute_current(claim, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant))});
    return {entries_from(rows), rows[0].boolean(5)};
}

std::vector<StoredEntry> read_entries(Entries const &entries)
{
    if (!pg::has_column(pg::TableName::automation_enrollments, "entry")) {
        return {};
    }
    return entries_from(
        pg::execute(read_all, {lead_of(entries), tenant_of(entries), sequence_of(entries), booking_of(entries)}));
}

bool is_inside(core::LeadKey const &lead, core::AutomationId sequence, std::optional<core::BookingId> booking)
{
    return pg::execute(inside, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                                pg::Param::of(number(sequence)),
                                pg::Param::of(booking ? std::optional(number(*booking)) : std::nullopt)})[0]
        .boolean(1);
}

void note_bookings(core::LeadKey const &lead, std::vector<core::BookingId> const &bookings, core::Instant at)
{
    if (bookings.empty() || !pg::has_column(pg::TableName::automation_enrollments, "entry")) {
        return;
    }
    std::vector<std::int64_t> ids;
    for (core::BookingId const id : bookings) {
        ids.push_back(number(id));
    }
    (void)pg::execute_current(note, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                                     pg::int8_array(ids), pg::Param::of(at.time_since_epoch().count())});
}

void place_entry(Entries const &of, StoredEntry const &entry, core::Instant now)
{
    (void)pg::execute_current(place, {pg::Param::of(entry.id), pg::Param::of(std::string_view(of.lead.tenant)),
                                      pg::Param::of(std::string_view(core::to_json(entry.entry))),
                                      pg::Param::of(std::string_view(entry.entry.step)), pg::Param::of(now)});
    pg::wake_at_commit(now);
}

std::int64_t end_entries(Entries const &entries, std::string_view reason, core::Instant now)
{
    if (!pg::has_column(pg::TableName::automation_enrollments, "entry")) {
        return 0;
    }
    return pg::execute_current(end_all,
                               {lead_of(entries), tenant_of(entries), sequence_of(entries), booking_of(entries),
                                pg::Param::of(reason), pg::Param::of(now), pg::Param::of(entries.entry)})[0]
        .int8(1);
}

}  // namespace automation::store
