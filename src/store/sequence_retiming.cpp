#include "core/json/json.hpp"

#include "store/sequence_retiming.hpp"

#include "pg/process/wake.hpp"
#include "pg/sql/spi.hpp"

namespace automation::store {

namespace {

constinit pg::Statement queue(
    "insert into @home@.automation_queue (automation_id, lead_id, tenant_id, event, event_at, run_at, context) "
    "values ($1, 0, $2, $3, $4, $4, $5::jsonb)",
    INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID);
// By the primary keys; a range of ids is a bounded amount of work, however few of them are of this sequence. What led
// to an entry goes along with its row; a lead that waits for a message has none.
constinit pg::Statement page(
    "with asked as (select q.context from @home@.automation_queue q where q.id = $3 and q.tenant_id = $2), "
    "range as (select (context ->> 'after')::bigint as low, (context ->> 'after')::bigint + 50000 as high, "
    "array(select jsonb_array_elements_text(context -> 'steps')) as steps, "
    "(context ->> 'delayed')::boolean as delayed from asked), "
    "inside as (select e.id, e.lead_id, e.booking_id, e.entry ->> 'step' as step from range r "
    "join @home@.automation_enrollments e on e.id > r.low and e.id <= r.high "
    "where e.automation_id + 0 = $1 and e.tenant_id = $2 and e.entry is not null and e.entry -> 'message' is null "
    "and (e.entry ->> 'step' = any(r.steps) or r.delayed and e.entry -> 'delayed' is not null)), "
    "edited as (update @home@.automation_enrollments e set entry = e.entry || '{\"edited\": true}' from inside i "
    "where e.id = i.id and e.tenant_id = $2 and e.entry -> 'waits' is not null), "
    "gone as (delete from @home@.automation_queue q using inside i where q.automation_id = $1 and q.tenant_id = $2 "
    "and q.lead_id = i.lead_id and q.kind = 'run' and q.event = 'step' and (q.context ->> 'entry')::bigint = i.id "
    "returning i.id as entry, q.context), "
    "due as (insert into @home@.automation_queue (automation_id, lead_id, booking_id, tenant_id, event, event_at, "
    "run_at, context) select $1, i.lead_id, i.booking_id, $2, 'step', $4, $4, coalesce((select g.context from gone g "
    "where g.entry = i.id limit 1), '{}') || jsonb_build_object('step', coalesce(nullif(i.step, ''), '-'), 'entry', "
    "i.id) from inside i) "
    "insert into @home@.automation_queue (automation_id, lead_id, tenant_id, event, event_at, run_at, context) "
    "select $1, 0, $2, $5, $4, $4, a.context || jsonb_build_object('after', r.high) from asked a, range r "
    "where r.high < (select max(e.id) from @home@.automation_enrollments e)",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID, TEXTOID);

}  // namespace

void queue_retiming(core::AutomationKey const &sequence, std::vector<std::string> const &steps, bool delayed,
                    core::Instant now)
{
    core::json::Value const context{{"steps", steps}, {"delayed", delayed}, {"after", 0}};
    pg::execute(queue, {pg::Param::of(number(sequence.id)), pg::Param::of(std::string_view(sequence.tenant)),
                        pg::Param::of(retime_event), pg::Param::of(now),
                        pg::Param::of(std::string_view(core::json::dump(context)))});
    pg::wake_at_commit(now);
}

void retime_page(core::RunKey const &row, core::AutomationKey const &sequence, core::Instant now)
{
    pg::execute(page, {pg::Param::of(number(sequence.id)), pg::Param::of(std::string_view(sequence.tenant)),
                       pg::Param::of(number(row.id)), pg::Param::of(now), pg::Param::of(retime_event)});
}

}  // namespace automation::store
