#include "enqueue/timed/released_runs.hpp"

#include "enqueue/events/needs_index.hpp"
#include "enqueue/timed/unevaluated_runs.hpp"

#include <cstdint>
#include <vector>

#include "pg/process/wake.hpp"
#include "pg/sql/current_rows.hpp"
#include "pg/sql/owner_session.hpp"
#include "store/lead_store.hpp"

namespace automation::enqueue {

namespace {

// The index on (lead_id, automation_id). A moment that nobody has looked at stays as it was found, and is read again
// from there.
constinit pg::Statement release(
    "with due as (select q.id, q.tenant_id, q.run_at, " PG_UNEVALUATED
    " as unevaluated from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'run' "
    "and q.automation_id = any($3) and q.run_at <= $4 for no key update of q skip locked), "
    "moved as (update @home@.automation_queue u set run_at = $4 from due d where u.id = d.id "
    "and u.tenant_id = d.tenant_id and not d.unevaluated returning u.id) "
    "select min(case when d.unevaluated then d.run_at else $4 end), (select count(*) from moved) from due d",
    INT8OID, TEXTOID, INT8ARRAYOID, TIMESTAMPTZOID);

// The same index.
constinit pg::Statement first_due(
    "select min(q.run_at) from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'run' "
    "and q.run_at <= $3",
    INT8OID, TEXTOID, TIMESTAMPTZOID);

void wake_at(pg::Rows const &rows)
{
    if (auto const earliest = rows[0].maybe_instant(1)) {
        pg::wake_at_commit(*earliest);
    }
}

}  // namespace

void release_runs(core::LeadKey const &lead, core::Instant now)
{
    auto const held = needs_index(lead.tenant);
    if (held->automations.empty()) {
        return;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    auto const stored = store::load_stored_lead(lead.id, lead.tenant);
    // Another value that is not usable either brings nothing.
    std::vector<std::int64_t> released;
    for (NeedsIndex::Entry const &entry : held->automations) {
        if (stored && core::first_missing(entry.needs, *stored) == nullptr) {
            released.push_back(number(entry.automation));
        }
    }
    if (!released.empty()) {
        // A transaction that keeps its snapshot must not fail on what the dispatcher has done since.
        wake_at(
            pg::execute_current(release, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                                          pg::int8_array(released), pg::Param::of(now)}));
    }
}

void wake_for_runs(core::LeadKey const &lead, core::Instant now)
{
    pg::OwnerSession const session(pg::require_extension().owner);
    wake_at(pg::execute(
        first_due, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)), pg::Param::of(now)}));
}

}  // namespace automation::enqueue
