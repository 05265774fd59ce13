#include "enqueue/timed/reassignment.hpp"

#include "enqueue/write_context/engine_write.hpp"
#include "enqueue/timed/reruns.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"

#include "pg/time/clock.hpp"
#include "pg/sql/spi.hpp"
#include "pg/process/wake.hpp"

namespace automation::enqueue {

namespace {

// The index on (lead_id, automation_id), as in the statements below.
constinit pg::Statement forget_reminders(
    "delete from @home@.automation_queue d where d.id = any(array(select q.id from @home@.automation_queue q "
    "where q.lead_id = $1 and q.tenant_id = $3 and q.booking_id = $4 and q.kind = 'run' "
    "and q.event = 'booking_reminder_hours' and q.event_at > $5 and " FIRST_LOOK
    " for update of q skip locked)) and d.tenant_id = $3",
    INT8OID, INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);

// Under new ids: what a process remembers of a run by its id, such as a text that a model wrote, is about the other
// lead.
#define MOVE_RUNS(condition)                                                                                       \
    "with gone as (delete from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $3 and " condition \
    " and q.kind = 'run' returning q.*), moved as (insert into @home@.automation_queue (automation_id, lead_id, "  \
    "booking_id, message_id, event_at, run_at, attempts, kind, event, tenant_id, last_error, context, channel) "   \
    "select g.automation_id, $2, g.booking_id, g.message_id, g.event_at, g.run_at, g.attempts, g.kind, g.event, "  \
    "g.tenant_id, g.last_error, g.context, g.channel from gone g order by g.event_at, g.id returning run_at) "     \
    "select min(m.run_at) from moved m"
constinit pg::Statement move_runs_of_booking(MOVE_RUNS("q.booking_id = $4"), INT8OID, INT8OID, TEXTOID, INT8OID);
constinit pg::Statement move_runs_of_message(MOVE_RUNS("q.message_id = $4"), INT8OID, INT8OID, TEXTOID, INT8OID);
#undef MOVE_RUNS

// Under their ids: a message may be on its way, and what comes of it is recorded by the row that is there. One that an
// automation wrote for the lead before is not sent again: the claim makes its run again.
#define MOVE_DELIVERIES(condition)                                                                                \
    "update @home@.automation_queue q set lead_id = $2, context = case when q.automation_id = 0 then q.context "  \
    "else coalesce(q.context, '{}') || '{\"lead_changed\": true}' end where q.lead_id = $1 and q.tenant_id = $3 " \
    "and " condition " and q.kind = 'deliver'"
constinit pg::Statement move_deliveries_of_booking(MOVE_DELIVERIES("q.booking_id = $4"), INT8OID, INT8OID, TEXTOID,
                                                   INT8OID);
constinit pg::Statement move_delivery_of_message(MOVE_DELIVERIES("q.message_id = $4"), INT8OID, INT8OID, TEXTOID,
                                                 INT8OID);
#undef MOVE_DELIVERIES

// The index on (lead_id, created_at). Where foreign keys are checked later than usual the lead may not be there yet.
constinit pg::Statement move_messages(
    "update @home@.messages m set lead_id = $2, updated_at = $5 where m.lead_id = $1 and m.tenant_id = $3 "
    "and m.booking_id = $4 and m.direction = 'outbound' and m.status in ('queued', 'held', 'sending') "
    "and exists (select from @home@.leads l where l.id = $2 and l.tenant_id = $3)",
    INT8OID, INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);

// The index on (lead_id, automation_id); the new lead may have had the booking before.
constinit pg::Statement move_enrollments(
    "with gone as (delete from @home@.automation_enrollments e where e.lead_id = $1 and e.tenant_id = $3 "
    "and e.booking_id = $4 returning e.*) insert into @home@.automation_enrollments as e (automation_id, lead_id, "
    "booking_id, anchor, last_run_at, looked_at, created_at, runs, tenant_id) select g.automation_id, $2, "
    "g.booking_id, g.anchor, g.last_run_at, g.looked_at, g.created_at, g.runs, g.tenant_id from gone g "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set "
    "runs = greatest(e.runs, excluded.runs), last_run_at = greatest(e.last_run_at, excluded.last_run_at), "
    "looked_at = greatest(e.looked_at, excluded.looked_at), created_at = least(e.created_at, excluded.created_at)",
    INT8OID, INT8OID, TEXTOID, INT8OID);

// By the primary keys, and the index on (lead_id, created_at).
constinit pg::Statement give_answer(
    "update @home@.leads l set last_inbound_at = m.created_at, updated_at = $4, "
    "silent_since = greatest(coalesce(l.silent_since, l.created_at), m.created_at) from @home@.messages m "
    "where m.id = $3 and m.tenant_id = $2 and l.id = $1 and l.tenant_id = $2 "
    "and (l.last_inbound_at is null or l.last_inbound_at < m.created_at)",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);
// What the message began goes back to what had begun it before: the last answer, where this was it, and the stretch of
// silence.
constinit pg::Statement take_contact(
    "with before as (select max(o.created_at) filter (where o.direction = 'inbound') as answer, "
    "max(o.created_at) as contact from @home@.messages o where o.lead_id = $1 and o.tenant_id = $2 "
    "and (o.direction = 'inbound' and not 'auto_reply' = any(o.flags) "
    "or o.direction = 'outbound' and o.origin = 'manual' and o.status in ('recorded', 'queued', 'sent', 'delivered'))) "
    "update @home@.leads l set updated_at = $4, last_inbound_at = case when m.direction = 'inbound' then b.answer "
    "else l.last_inbound_at end, silent_since = case when l.silent_since in (m.created_at, l.last_inbound_at) then "
    "greatest(b.contact, (select max(k.created_at) from @home@.bookings k where k.lead_id = $1 and k.tenant_id = $2)) "
    "else l.silent_since end from before b, @home@.messages m where m.id = $3 and m.tenant_id = $2 and l.id = $1 "
    "and l.tenant_id = $2 and case when m.direction = 'inbound' then l.last_inbound_at is not null "
    "and (b.answer is null or b.answer < m.created_at) else l.silent_since = m.created_at end",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);
constinit pg::Statement give_contact(
    "update @home@.leads l set updated_at = $6, silent_since = case when $4 then "
    "greatest(coalesce(l.silent_since, l.created_at), $3) else l.silent_since end, last_contacted = case when $5 "
    "then greatest(l.last_contacted, $3) else l.last_contacted end where l.id = $1 and l.tenant_id = $2 "
    "and ($4 and coalesce(l.silent_since, l.created_at, '-infinity') < $3 "
    "or $5 and coalesce(l.last_contacted, '-infinity') < $3)",
    INT8OID, TEXTOID, TIMESTAMPTZOID, BOOLOID, BOOLOID, TIMESTAMPTZOID);

void move(pg::Statement &statement, std::int64_t what, Reassignment const &change)
{
    pg::execute(statement, {pg::Param::of(number(change.from)), pg::Param::of(number(change.to)),
                            pg::Param::of(std::string_view(change.tenant)), pg::Param::of(what)});
}

void reschedule_runs(pg::Statement &statement, std::int64_t what, Reassignment const &change)
{
    auto const rows = pg::execute(statement, {pg::Param::of(number(change.from)), pg::Param::of(number(change.to)),
                                              pg::Param::of(std::string_view(change.tenant)), pg::Param::of(what)});
    if (auto const earliest = rows.empty() ? std::nullopt : rows[0].maybe_instant(1)) {
        pg::wake_at_commit(*earliest);
    }
}

}  // namespace

void reassign_booking(core::BookingId booking, Reassignment const &change, core::Instant now)
{
    EngineWrite const ours;
    pg::Param const to = pg::Param::of(number(change.to));
    pg::Param const from = pg::Param::of(number(change.from));
    pg::Param const tenant = pg::Param::of(std::string_view(change.tenant));
    pg::execute(forget_reminders, {from, to, tenant, pg::Param::of(number(booking)), pg::Param::of(now)});
    reschedule_runs(move_runs_of_booking, number(booking), change);
    rerun_for_booking(booking, change, now);
    pg::execute(move_messages, {from, to, tenant, pg::Param::of(number(booking)), pg::Param::of(now)});
    move(move_deliveries_of_booking, number(booking), change);
    move(move_enrollments, number(booking), change);
}

void reassign_message(core::MessageId message, Reassignment const &change, core::Instant now)
{
    EngineWrite const ours;
    reschedule_runs(move_runs_of_message, number(message), change);
    rerun_for_message(message, change, now);
    move(move_delivery_of_message, number(message), change);
}

void reassign_inbound(core::MessageId message, Reassignment const &change)
{
    EngineWrite const ours;
    pg::Param const tenant = pg::Param::of(std::string_view(change.tenant));
    pg::Param const id = pg::Param::of(number(message));
    pg::Param const now = pg::Param::of(pg::now());
    pg::execute(give_answer, {pg::Param::of(number(change.to)), tenant, id, now});
    pg::execute(take_contact, {pg::Param::of(number(change.from)), tenant, id, now});
}

void reassign_outbound(core::MessageId message, Reassignment const &change, core::Instant at, bool by_person,
                       bool is_out)
{
    EngineWrite const ours;
    if (by_person) {
        pg::execute(take_contact, {pg::Param::of(number(change.from)), pg::Param::of(std::string_view(change.tenant)),
                                   pg::Param::of(number(message)), pg::Param::of(pg::now())});
    }
    pg::execute(give_contact,
                {pg::Param::of(number(change.to)), pg::Param::of(std::string_view(change.tenant)), pg::Param::of(at),
                 pg::Param::of(by_person), pg::Param::of(is_out), pg::Param::of(pg::now())});
}

}  // namespace automation::enqueue
