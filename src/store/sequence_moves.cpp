#include "store/sequence_moves.hpp"

#include "pg/extension/added_columns.hpp"
#include "pg/process/wake.hpp"
#include "pg/sql/spi.hpp"
#include "store/activities.hpp"

namespace automation::store {

namespace {

// The index on (lead_id, automation_id), and the primary key of messages.
constinit pg::Statement redo(
    "with waiting as (select e.id, e.automation_id, e.booking_id, m.id as message_id, e.entry ->> 'step' as step "
    "from @home@.automation_enrollments e join @home@.messages m on m.id = (e.entry ->> 'message')::bigint "
    "and m.tenant_id = $2 where e.lead_id = $1 and e.tenant_id = $2 and e.entry is not null "
    "and ($3 is null or e.booking_id = $3) and ($5 is null or e.id = $5) and m.status in ('queued', 'held') "
    "for update), "
    "undone as (update @home@.automation_enrollments e set entry = (e.entry - 'message') || "
    "jsonb_build_object('waited', "
    "true, 'done', coalesce(e.entry -> 'done', '[]') - w.step) from waiting w where e.id = w.id and e.tenant_id = $2), "
    "cancelled as (update @home@.messages m set status = 'cancelled', error = $6, "
    "updated_at = $4 from waiting w where m.id = w.message_id and m.tenant_id = $2), "
    "gone as (delete from @home@.automation_queue q using waiting w where q.lead_id = $1 and q.tenant_id = $2 "
    "and q.automation_id = w.automation_id and q.kind = 'deliver' and q.message_id = w.message_id), "
    "noted as (" INSERT_ACTIVITIES
    "select 'automation_skipped', 'a waiting message was cancelled: ' || $6, "
    "jsonb_build_object('automation_id', w.automation_id, 'message_id', w.message_id, 'event', 'step', 'step', w.step, "
    "'reason', 'superseded'), l.id, w.automation_id, w.message_id, w.booking_id, $2, $4 from waiting w "
    "join @home@.leads l on l.id = $1 and l.tenant_id = $2) select count(*) from waiting",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID, INT8OID, TEXTOID);

// The indexes on (lead_id, automation_id). What led to an entry goes along with its row.
constinit pg::Statement restore(
    "with gone as (delete from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'run' "
    "and q.event = 'step' returning q.automation_id, q.booking_id, q.context), "
    "pointed as (update @home@.automation_queue q set context = q.context || jsonb_build_object('entry', e.id) "
    "from @home@.automation_enrollments e where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'deliver' "
    "and e.lead_id = $1 and e.tenant_id = $2 and (e.entry ->> 'message')::bigint = q.message_id) "
    "insert into @home@.automation_queue (automation_id, lead_id, booking_id, tenant_id, event, event_at, run_at, "
    "context) select e.automation_id, e.lead_id, e.booking_id, e.tenant_id, 'step', $3, $3, coalesce((select g.context "
    "from gone g where g.automation_id = e.automation_id and g.booking_id is not distinct from e.booking_id limit 1), "
    "'{}') || jsonb_build_object('step', coalesce(nullif(e.entry ->> 'step', ''), '-'), 'entry', e.id) "
    "from @home@.automation_enrollments e where e.lead_id = $1 and e.tenant_id = $2 and e.entry is not null "
    "and not exists (select from @home@.messages m where m.id = (e.entry ->> 'message')::bigint and m.tenant_id = $2 "
    "and m.status in ('queued', 'held', 'sending'))",
    INT8OID, TEXTOID, TIMESTAMPTZOID);

// By the indexes on (lead_id, automation_id) of the queue, and the primary key of messages.
constinit pg::Statement restore_lost(
    "insert into @home@.automation_queue (automation_id, lead_id, booking_id, tenant_id, event, event_at, run_at, "
    "context) select e.automation_id, e.lead_id, e.booking_id, e.tenant_id, 'step', $1, $1, jsonb_build_object('step', "
    "coalesce(nullif(e.entry ->> 'step', ''), '-'), 'entry', e.id) from @home@.automation_enrollments e "
    "where e.entry is not null and exists (select from @home@.leads l where l.id = e.lead_id "
    "and l.tenant_id = e.tenant_id) and not exists (select from @home@.automation_queue q where q.lead_id = e.lead_id "
    "and q.automation_id = e.automation_id and q.tenant_id = e.tenant_id and q.kind = 'run' and q.event = 'step' "
    "and (q.context ->> 'entry')::bigint = e.id) and not exists (select from @home@.messages m "
    "where m.id = (e.entry ->> 'message')::bigint and m.tenant_id = e.tenant_id "
    "and m.status in ('queued', 'held', 'sending'))",
    TIMESTAMPTZOID);

bool has_sequences()
{
    return pg::has_column(pg::TableName::automation_enrollments, "entry");
}

}  // namespace

void redo_waiting_messages(core::LeadKey const &lead, std::optional<core::BookingId> booking, core::Instant now)
{
    if (has_sequences()) {
        pg::execute(redo,
                    {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                     pg::Param::of(booking ? std::optional(number(*booking)) : std::nullopt), pg::Param::of(now),
                     pg::Param(std::nullopt), pg::Param::of(std::string_view("it is written again for another lead"))});
    }
}

void redo_moved_message(core::LeadKey const &lead, std::int64_t entry, core::Instant now)
{
    pg::execute(redo, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                       pg::Param(std::nullopt), pg::Param::of(now), pg::Param::of(entry),
                       pg::Param::of(std::string_view("the moment that its step waited for has been moved"))});
}

void restore_steps(core::LeadKey const &lead, core::Instant now)
{
    if (has_sequences() && pg::execute(restore, {pg::Param::of(number(lead.id)),
                                                 pg::Param::of(std::string_view(lead.tenant)), pg::Param::of(now)})
                                   .affected() > 0) {
        pg::wake_at_commit(now);
    }
}

std::int64_t restore_lost_steps(core::Instant now)
{
    return has_sequences() ? static_cast<std::int64_t>(pg::execute(restore_lost, {pg::Param::of(now)}).affected()) : 0;
}

}  // namespace automation::store
