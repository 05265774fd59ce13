#include "enqueue/timed/anchor_changes.hpp"

#include "core/decisions/lead_date.hpp"

#include "pg/sql/current_rows.hpp"
#include "pg/sql/owner_session.hpp"

namespace automation::enqueue {

namespace {

// The index on (lead_id, automation_id). Rows that are locked are being decided on by the previous date.
constinit pg::Statement change_rows(
    "update @home@.automation_queue u set context = pg_catalog.jsonb_set(u.context, '{anchor}', "
    "pg_catalog.to_jsonb(n.to_)) "
    "from unnest($3, $4, $5) as n (automation_id, from_, to_) where u.id = any(array(select q.id from "
    "@home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2 and q.automation_id = any($3) "
    "and q.context ? 'anchor' for update of q skip locked)) and u.tenant_id = $2 "
    "and u.automation_id = n.automation_id and u.context ->> 'anchor' = n.from_",
    INT8OID, TEXTOID, INT8ARRAYOID, TEXTARRAYOID, INT8ARRAYOID);
// The unique index on (automation_id, lead_id, …). What the new anchor was counted by before is united with it.
constinit pg::Statement change_enrollments(
    "with gone as (delete from @home@.automation_enrollments e using unnest($3, $4, $5) as n (automation_id, from_, "
    "to_) "
    "where e.automation_id = n.automation_id and e.lead_id = $1 and e.tenant_id = $2 and e.anchor = n.from_ "
    "returning e.*, n.to_) insert into @home@.automation_enrollments as e (automation_id, lead_id, booking_id, anchor, "
    "last_run_at, looked_at, created_at, runs, tenant_id) select g.automation_id, $1, g.booking_id, g.to_, "
    "g.last_run_at, g.looked_at, g.created_at, g.runs, $2 from gone g "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set "
    "runs = e.runs + excluded.runs, last_run_at = greatest(e.last_run_at, excluded.last_run_at), "
    "looked_at = greatest(e.looked_at, excluded.looked_at), created_at = least(e.created_at, excluded.created_at)",
    INT8OID, TEXTOID, INT8ARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID);

}  // namespace

void AnchorChanges::add(core::AutomationId automation, core::Instant from, core::Instant to, bool yearly)
{
    if (from == to) {
        return;
    }
    automations_.push_back(number(automation));
    from_.push_back(std::to_string(from.time_since_epoch().count()));
    to_.push_back(to.time_since_epoch().count());
    counted_from_.emplace_back(core::counted_anchor(from, yearly));
    counted_to_.emplace_back(core::counted_anchor(to, yearly));
}

void AnchorChanges::write(core::LeadKey const &lead) const
{
    if (automations_.empty()) {
        return;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    pg::Param const id = pg::Param::of(number(lead.id));
    pg::Param const tenant = pg::Param::of(std::string_view(lead.tenant));
    pg::Param const automations = pg::int8_array(automations_);
    (void)pg::execute_current(change_rows, {id, tenant, automations, pg::text_array(from_), pg::int8_array(to_)});
    (void)pg::execute_current(change_enrollments, {id, tenant, automations, pg::timestamp_array(counted_from_),
                                                   pg::timestamp_array(counted_to_)});
}

}  // namespace automation::enqueue
