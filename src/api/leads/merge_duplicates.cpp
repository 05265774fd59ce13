#include "api/leads/merge_duplicates.hpp"

#include "api/leads/merge_rows.hpp"

#include "store/activities.hpp"

#include "pg/sql/spi.hpp"

namespace automation::api {

namespace {

// $1 stays, $2 goes, $3 is their tenant, $4 now. All by the indexes that begin with lead_id.

// Ends the messages (id, automation_id, booking_id, event) of a query that is named so.
#define CANCEL_ALL_OF(WHICH)                                                                                        \
    "stopped as (update @home@.messages m set status = 'cancelled', error = 'the lead was merged with another', "   \
    "updated_at = $4 from " WHICH                                                                                   \
    " s where m.id = s.id and m.tenant_id = $3), "                                                                  \
    "gone as (delete from @home@.automation_queue q where q.lead_id in ($1, $2) and q.tenant_id = $3 "              \
    "and q.kind = 'deliver' and q.message_id in (select id from " WHICH                                             \
    ")), "                                                                                                          \
    "inserted as (" INSERT_ACTIVITIES                                                                               \
    "select 'automation_skipped', 'a waiting message was cancelled: the lead was merged with another', "            \
    "jsonb_strip_nulls(jsonb_build_object('automation_id', s.automation_id, 'message_id', s.id, 'event', s.event, " \
    "'reason', 'superseded')), $1, s.automation_id, s.id, s.booking_id, $3, $4 from " WHICH                         \
    " s order by s.id) "                                                                                            \
    "select count(*) from " WHICH

// Two messages that an automation has written for the same: that of the lead that stays has the right text.
constinit pg::Statement cancel_twice(
    "with twice as (select d.id, d.automation_id, d.booking_id, (select q.event from @home@.automation_queue q "
    "where q.lead_id in ($1, $2) and q.tenant_id = $3 and q.kind = 'deliver' and q.message_id = d.id limit 1) as event "
    "from @home@.messages d where d.lead_id = $2 and d.tenant_id = $3 and d.direction = 'outbound' "
    "and d.status in ('queued', 'held') and exists (select from @home@.messages k where k.lead_id = $1 "
    "and k.tenant_id = $3 and k.automation_id = d.automation_id and k.booking_id is not distinct from d.booking_id "
    "and k.direction = 'outbound' and k.status in ('queued', 'held')) for no key update), " CANCEL_ALL_OF("twice"),
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);

// Of what waits for the same, from the one lead and from the other, one stays: of an event the newer, of a moment that
// which comes first.
constinit pg::Statement drop_twice(
    "with waiting as (select q.id, q.id = any($5) as moved, row_number() over same as place, "
    "bool_or(q.id = any($5)) over every_one as some_moved, bool_or(q.id <> all($5)) over every_one as some_stayed "
    "from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $3 and q.kind = 'run' "
    "and q.context -> 'by_hand' is null window every_one as (partition by q.automation_id, q.booking_id, q.event, "
    "q.context ->> 'anchor'), same as (partition by q.automation_id, q.booking_id, q.event, q.context ->> 'anchor' "
    "order by case when q.event in ('no_contact_days', 'booking_reminder_hours', 'session_completed', 'lead_date') "
    "then q.run_at "
    "end, q.event_at desc, q.id desc)) "
    "delete from @home@.automation_queue d where d.tenant_id = $3 and d.id in (select w.id from waiting w "
    "where w.place > 1 and w.some_moved and w.some_stayed)",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID, INT8ARRAYOID);
// A person is new once: what welcomed the one lead welcomes the other no more. After the activities have moved.
constinit pg::Statement drop_second_runs(
    "delete from @home@.automation_queue q using @home@.automations a where a.id = q.automation_id "
    "and a.tenant_id = q.tenant_id and q.lead_id = $1 and q.tenant_id = $3 and q.kind = 'run' and q.event = 'new_lead' "
    "and q.context -> 'by_hand' is null and (select count(*) from @home@.activities d left join @home@.messages o "
    "on o.id = d.message_id and o.tenant_id = $3 where d.lead_id = $1 "
    "and d.tenant_id = $3 and d.automation_id = q.automation_id and d.type in ('automation_ran', 'crm_updated') "
    "and coalesce(o.status not in ('cancelled', 'failed'), true) "
    "and coalesce(d.message_id, 0) <> all($5) and d.details ->> 'event' = 'new_lead') >= coalesce(a.max_runs, 1)",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID, INT8ARRAYOID);

// The same of a message that waits to be sent to the lead that stays, and of one about a silence of both.
constinit pg::Statement cancel_second_messages(
    "with stretch as (select max(coalesce(l.silent_since, l.created_at)) as began from @home@.leads l "
    "where l.id in ($1, $2) and l.tenant_id = $3), "
    "second as (select m.id, m.automation_id, m.booking_id, e.event from @home@.messages m join @home@.automations a "
    "on a.id = m.automation_id and a.tenant_id = m.tenant_id cross join stretch s cross join lateral (select "
    "w.details ->> 'event' as event from @home@.activities w where w.lead_id = $1 and w.tenant_id = $3 "
    "and w.message_id = m.id and w.type = 'automation_ran' order by w.id limit 1) e "
    "where m.lead_id = $1 and m.tenant_id = $3 and e.event in ('new_lead', 'no_contact_days') "
    "and m.direction = 'outbound' and m.origin <> 'manual' and m.status in ('queued', 'held') and m.id <> all($5) "
    "and not 'maybe_duplicate' = any(m.flags) and not exists (select from @home@.automation_queue q "
    "where q.lead_id in ($1, $2) and q.tenant_id = $3 and q.kind = 'deliver' and q.message_id = m.id "
    "and q.context -> 'by_hand' is not null) "
    "and (select count(*) from @home@.activities d left join @home@.messages o on o.id = d.message_id "
    "and o.tenant_id = $3 where d.lead_id = $1 and d.tenant_id = $3 and d.automation_id = m.automation_id "
    "and d.type = 'automation_ran' and d.details ->> 'event' = e.event "
    "and (e.event = 'new_lead' or s.began is null or d.created_at >= s.began) "
    "and coalesce(o.status not in ('queued', 'held', 'cancelled', 'failed'), true)) >= coalesce(a.max_runs, 1) "
    "for no key update of m), " CANCEL_ALL_OF("second"),
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID, INT8ARRAYOID);
#undef CANCEL_ALL_OF

std::vector<pg::Param> params_of(Merge const &merge, std::vector<std::int64_t> const &ids)
{
    auto params = params_of(merge);
    params.emplace_back(pg::int8_array(ids));
    return params;
}

}  // namespace

std::int64_t cancel_twice_written(Merge const &merge)
{
    return pg::execute(cancel_twice, params_of(merge))[0].int8(1);
}

void drop_twice_waiting(Merge const &merge, std::vector<std::int64_t> const &moved)
{
    pg::execute(drop_twice, params_of(merge, moved));
}

std::int64_t end_second_welcomes(Merge const &merge, std::vector<std::int64_t> const &rerun)
{
    pg::execute(drop_second_runs, params_of(merge, rerun));
    return pg::execute(cancel_second_messages, params_of(merge, rerun))[0].int8(1);
}

}  // namespace automation::api
