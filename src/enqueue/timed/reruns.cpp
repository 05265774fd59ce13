#include "enqueue/timed/reruns.hpp"

#include "store/activities.hpp"

#include <algorithm>

#include "pg/process/wake.hpp"
#include "pg/sql/spi.hpp"

namespace automation::enqueue {

namespace {

// $1 the lead before, $2 the lead that the runs are made for, $3 their tenant, $4 the booking or the message, $5 now.
//
// A run of a test is not made again: nobody waits for it. The event of a held message is what its automation is
// triggered by, for a run of another event would be superseded. An event lies before its run's time, or a timed run
// would be evaluated as if its moment had only come.
#define WAITING(condition)                                                                                         \
    "with waiting as (select m.id, m.automation_id, m.booking_id, m.created_at from @home@.messages m "            \
    "where " condition                                                                                             \
    " and m.tenant_id = $3 and m.direction = 'outbound' and m.origin <> 'manual' and m.automation_id is not null " \
    "order by m.id for no key update skip locked), "
#define CANCEL(reason, words, deliveries)                                                                           \
    "cancelled as (update @home@.messages m set status = 'cancelled', error = '" words                              \
    "', updated_at = $5, "                                                                                          \
    "flags = case when m.status = 'sending' and not 'maybe_duplicate' = any(m.flags) then m.flags || "              \
    "'maybe_duplicate'::text else m.flags end from waiting w where m.id = w.id and m.tenant_id = $3), "             \
    "gone as (delete from @home@.automation_queue q where " deliveries                                              \
    " and q.tenant_id = $3 "                                                                                        \
    "and q.kind = 'deliver' and q.message_id in (select id from waiting) "                                          \
    "returning q.message_id, q.event, q.event_at, coalesce(q.context, '{}') as context), "                          \
    "runs as (select w.*, coalesce(g.event, a.trigger) as event, coalesce(g.event_at, w.created_at) as event_at, "  \
    "g.context, a.id is not null and g.context -> 'by_hand' is null as wanted from waiting w "                      \
    "left join gone g on g.message_id = w.id "                                                                      \
    "left join @home@.automations a on a.id = w.automation_id and a.tenant_id = $3), "                              \
    "noted as (" INSERT_ACTIVITIES "select 'automation_skipped', 'a waiting message was cancelled: " words          \
    "', "                                                                                                           \
    "jsonb_strip_nulls(jsonb_build_object('automation_id', r.automation_id, 'message_id', r.id, 'event', r.event, " \
    "'reason', '" reason "', 'detail', '" words "')), l.id, r.automation_id, r.id, r.booking_id, $3, $5 from runs r "
#define COUNTED_FOR(lead)                                                                    \
    "runs r cross join lateral (select e.id, e.anchor from @home@.automation_enrollments e " \
    "where e.automation_id = r.automation_id and e.lead_id = " lead                          \
    " and e.tenant_id = $3 "                                                                 \
    "and e.booking_id is not distinct from r.booking_id and e.runs > 0 "                     \
    "order by e.last_run_at = r.created_at desc nulls last, e.last_run_at desc nulls last limit 1) e "
#define RUN_AGAIN(reason, words, deliveries, of_lead, counted, more, mark)                                        \
    CANCEL(reason, words, deliveries)                                                                             \
    "join @home@.leads l on l.id = " of_lead                                                                      \
    " and l.tenant_id = $3 order by r.id), "                                                                      \
    "counted as (select r.id, r.event, r.automation_id, e.id as enrollment, e.anchor from " counted               \
    "where r.wanted), "                                                                                           \
    "uncounted as (update @home@.automation_enrollments e set runs = greatest(e.runs - c.times, 0), "             \
    "last_run_at = case when e.runs > c.times then (select max(p.created_at) from @home@.messages p "             \
    "where p.lead_id = e.lead_id and p.tenant_id = $3 and p.automation_id = e.automation_id "                     \
    "and p.booking_id is not distinct from e.booking_id and p.status <> 'cancelled' "                             \
    "and p.id not in (select id from waiting)) end, "                                                             \
    "looked_at = case when e.runs > c.times or c.event <> 'no_contact_days' then e.looked_at end "                \
    "from (select c.enrollment, c.event, count(*)::integer as times from counted c group by 1, 2) c "             \
    "where e.id = c.enrollment and e.tenant_id = $3), "                                                           \
    "made as (insert into @home@.automation_queue (kind, automation_id, lead_id, booking_id, message_id, event, " \
    "event_at, run_at, tenant_id, context) select 'run', r.automation_id, $2, r.booking_id, "                     \
    "(r.context ->> 'inbound')::bigint, r.event, least(r.event_at, $5 - interval '1 microsecond'), $5, $3, "      \
    "nullif(coalesce(r.context - '{inbound,event_kept,lead_changed}'::text[], case when r.event = "               \
    "'booking_reminder_hours' and c.anchor is not null then jsonb_build_object('anchor', "                        \
    "(extract(epoch from c.anchor) * 1000000)::bigint) end, '{}')" mark                                           \
    ", '{}') "                                                                                                    \
    "from runs r left join counted c on c.id = r.id where r.wanted " more "order by r.event_at, r.id returning id) "

// The message that it is made for: given to a third lead, its run goes along.
#define MARK " || jsonb_build_object('by_hand', true, 'rerun_of', r.id)"
#define OF_BOTH "q.lead_id in ($1, $2)"
#define BOOKING_WORDS "the booking belongs to another lead now"
#define MESSAGE_WORDS "the message was given to another lead"
#define MERGE_WORDS "the lead was merged with another"

// By the primary keys, and the unique index of the enrollments. A few hundred at once: what they make is joined with
// itself. $6: their deliveries, $7: where each
// was counted.
#define COUNTED_AT                                                     \
    "unnest($4, $7) as w (id, enrollment) join runs r on r.id = w.id " \
    "join @home@.automation_enrollments e on e.id = w.enrollment and e.tenant_id = $3 "
constinit pg::Statement for_booking(WAITING("m.id = any($4) and m.status in ('queued', 'held')")
                                        RUN_AGAIN("booking_moved", BOOKING_WORDS, "q.id = any($6)", "$1", COUNTED_AT,
                                                  "", "") "select count(*) from made",
                                    INT8OID, INT8OID, TEXTOID, INT8ARRAYOID, TIMESTAMPTZOID, INT8ARRAYOID,
                                    INT8ARRAYOID);
#undef COUNTED_AT

// By the primary key. The application names the lead: neither max_runs nor cooldown keep it from that.
constinit pg::Statement for_message(WAITING("m.id = $4 and m.status in ('queued', 'held')")
                                        RUN_AGAIN("superseded", MESSAGE_WORDS, OF_BOTH, "$2", COUNTED_FOR("$1"), "",
                                                  MARK) "select count(*) from made",
                                    INT8OID, INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);

constinit pg::Statement for_merge(
    WAITING("m.lead_id = $1 and m.status in ('queued', 'held') and not 'maybe_duplicate' = any(m.flags) and $4 = 0 "
            "and exists (select from @home@.automations k where k.id = m.automation_id and k.tenant_id = $3)")
        RUN_AGAIN("superseded", MERGE_WORDS, OF_BOTH, "$1", COUNTED_FOR("$1"), "and r.event <> 'no_contact_days' ",
                  "") "select r.id, null from runs r union all select null, m.id from made m",
    INT8OID, INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);

// By the primary key. What was counted for the run has moved with the booking.
#define CLAIMED(reason, words, more, mark)                                 \
    WAITING("m.id = $4 and m.status in ('queued', 'sending')")             \
    RUN_AGAIN(reason, words, OF_BOTH, "$2", COUNTED_FOR("$2"), more, mark) \
    "select count(*) from made"
// A message that this question will be asked of, too, when it is claimed.
#define RUNS_AGAIN                                                                                     \
    "o.status in ('queued', 'held') and not 'maybe_duplicate' = any(o.flags) and exists (select from " \
    "@home@.automation_queue f where f.lead_id = $2 and f.tenant_id = $3 and f.kind = 'deliver' "      \
    "and f.message_id = o.id and f.context -> 'lead_changed' is not null)"
// A person is new once: not where the other lead has been welcomed, or is about to be.
#define NOT_WELCOMED                                                                                                  \
    "and r.event <> 'no_contact_days' and (r.event <> 'new_lead' or not exists (select from @home@.automation_queue " \
    "w where w.lead_id = $2 and w.tenant_id = $3 and w.kind = 'run' and w.automation_id = r.automation_id "           \
    "and w.event = 'new_lead') and (select count(*) from @home@.activities d left join @home@.messages o "            \
    "on o.id = d.message_id and o.tenant_id = $3 where d.lead_id = $2 and d.tenant_id = $3 "                          \
    "and d.automation_id = r.automation_id and d.type = 'automation_ran' and d.details ->> 'event' = 'new_lead' "     \
    "and d.message_id is distinct from r.id "                                                                         \
    "and coalesce(o.status not in ('cancelled', 'failed') and not (" RUNS_AGAIN                                       \
    "), true)) < "                                                                                                    \
    "coalesce((select a.max_runs from @home@.automations a where a.id = r.automation_id and a.tenant_id = $3), 1)) "
constinit pg::Statement for_claimed_booking(CLAIMED("booking_moved", BOOKING_WORDS, "", ""), INT8OID, INT8OID, TEXTOID,
                                            INT8OID, TIMESTAMPTZOID);
constinit pg::Statement for_claimed_message(CLAIMED("superseded", MESSAGE_WORDS, "", MARK), INT8OID, INT8OID, TEXTOID,
                                            INT8OID, TIMESTAMPTZOID);
constinit pg::Statement for_claimed_merge(CLAIMED("superseded", MERGE_WORDS, NOT_WELCOMED, ""), INT8OID, INT8OID,
                                          TEXTOID, INT8OID, TIMESTAMPTZOID);
#undef NOT_WELCOMED
#undef RUNS_AGAIN
#undef CLAIMED

#undef OF_BOTH
#undef MARK
#undef MERGE_WORDS
#undef MESSAGE_WORDS
#undef BOOKING_WORDS
#undef RUN_AGAIN
#undef COUNTED_FOR
#undef CANCEL
#undef WAITING

// Of messages that were deleted with the lead before, in the statement that moved the booking: only their deliveries
// are left. By the primary key; $4 are the deliveries.
constinit pg::Statement for_deleted(
    "with gone as (delete from @home@.automation_queue q where q.id = any($4) and q.tenant_id = $3 "
    "and q.lead_id = $1 and q.kind = 'deliver' and q.automation_id <> 0 and not exists (select from @home@.messages m "
    "where m.id = q.message_id and m.tenant_id = $3) returning q.id, q.automation_id, q.booking_id, q.event, "
    "q.event_at, coalesce(q.context, '{}') as context), "
    "counted as (select distinct on (g.automation_id, g.booking_id) e.id from gone g "
    "join @home@.automation_enrollments e on e.automation_id = g.automation_id and e.lead_id = $1 and e.tenant_id = $3 "
    "and e.booking_id is not distinct from g.booking_id and e.runs > 0 "
    "order by g.automation_id, g.booking_id, e.last_run_at desc nulls last), "
    "uncounted as (update @home@.automation_enrollments e set runs = e.runs - 1, last_run_at = null "
    "from counted c where e.id = c.id and e.tenant_id = $3), "
    "made as (insert into @home@.automation_queue (kind, automation_id, lead_id, booking_id, message_id, event, "
    "event_at, run_at, tenant_id, context) select 'run', g.automation_id, $2, g.booking_id, "
    "(g.context ->> 'inbound')::bigint, g.event, least(g.event_at, $5 - interval '1 microsecond'), $5, $3, "
    "nullif(g.context - '{inbound,event_kept,lead_changed}'::text[], '{}') from gone g "
    "join @home@.automations a on a.id = g.automation_id and a.tenant_id = $3 where g.context -> 'by_hand' is null "
    "order by g.event_at, g.id returning id) select count(*) from made",
    INT8OID, INT8OID, TEXTOID, INT8ARRAYOID, TIMESTAMPTZOID);

pg::Rows run_again(pg::Statement &statement, std::int64_t what, Reassignment const &change, core::Instant now)
{
    return pg::execute(statement,
                       {pg::Param::of(number(change.from)), pg::Param::of(number(change.to)),
                        pg::Param::of(std::string_view(change.tenant)), pg::Param::of(what), pg::Param::of(now)});
}

void count_and_wake(pg::Rows const &rows, core::Instant now)
{
    if (rows[0].int8(1) > 0) {
        pg::wake_at_commit(now);
    }
}

}  // namespace

void rerun_for_bookings(std::vector<WaitingMessage> const &messages, Reassignment const &change, core::Instant now)
{
    constexpr std::size_t most = 200;
    for (std::size_t begin = 0; begin < messages.size(); begin += most) {
        std::vector<std::int64_t> ids, deliveries;
        std::vector<std::optional<std::int64_t>> enrollments;
        for (std::size_t i = begin; i < std::min(begin + most, messages.size()); ++i) {
            ids.push_back(messages[i].id);
            enrollments.push_back(messages[i].enrollment);
            if (messages[i].delivery) {
                deliveries.push_back(*messages[i].delivery);
            }
        }
        count_and_wake(
            pg::execute(for_booking, {pg::Param::of(number(change.from)), pg::Param::of(number(change.to)),
                                      pg::Param::of(std::string_view(change.tenant)), pg::int8_array(ids),
                                      pg::Param::of(now), pg::int8_array(deliveries), pg::int8_array(enrollments)}),
            now);
    }
}

void rerun_deleted(std::vector<std::int64_t> const &deliveries, Reassignment const &change, core::Instant now)
{
    count_and_wake(pg::execute(for_deleted, {pg::Param::of(number(change.from)), pg::Param::of(number(change.to)),
                                             pg::Param::of(std::string_view(change.tenant)), pg::int8_array(deliveries),
                                             pg::Param::of(now)}),
                   now);
}

void rerun_for_message(core::MessageId message, Reassignment const &change, core::Instant now)
{
    count_and_wake(run_again(for_message, number(message), change, now), now);
}

MergeReruns rerun_for_merge(Reassignment const &change, core::Instant now)
{
    MergeReruns reruns;
    for (pg::Row const row : run_again(for_merge, 0, change, now)) {
        if (auto const message = row.opt_int8(1)) {
            reruns.messages.push_back(*message);
        } else {
            reruns.runs.push_back(row.int8(2));
        }
    }
    if (!reruns.runs.empty()) {
        pg::wake_at_commit(now);
    }
    return reruns;
}

void rerun_claimed(core::MessageId message, core::LeadId lead, std::string const &tenant, LeadChange why,
                   core::Instant now)
{
    pg::Statement &statement = why == LeadChange::merge     ? for_claimed_merge
                               : why == LeadChange::booking ? for_claimed_booking
                                                            : for_claimed_message;
    count_and_wake(run_again(statement, number(message), {.from = lead, .to = lead, .tenant = tenant}, now), now);
}

}  // namespace automation::enqueue
