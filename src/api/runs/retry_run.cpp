/* retry_run.cpp — automation_retry_run: a run that failed, once more.
 *
 * Its row in the queue is gone; the activity that tells of the failure holds what there is to know of it.
 */
#include "core/automations/automation.hpp"
#include "core/json/json.hpp"

#include "api/session.hpp"

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "store/activities.hpp"
#include "store/lead_store.hpp"
#include "pg/process/wake.hpp"

namespace automation::api {
namespace {

constinit pg::Statement find_failed(
    "select a.type, a.lead_id, a.automation_id, a.booking_id, a.tenant_id, a.details ->> 'event', a.created_at, "
    "a.details -> 'context' from @home@.activities a where a.id = $1 and a.tenant_id = $2",
    INT8OID, TEXTOID);
// The index on (lead_id, id).
constinit pg::Statement retried(
    "select 1 from @home@.activities a where a.lead_id = $1 and a.tenant_id = $2 and a.type = 'automation_retried' "
    "and a.details -> 'activity_id' = to_jsonb($3) limit 1",
    INT8OID, TEXTOID, INT8OID);
constinit pg::Statement automation_there("select 1 from @home@.automations where id = $1 and tenant_id = $2", INT8OID,
                                         TEXTOID);
constinit pg::Statement enqueue(
    "insert into @home@.automation_queue (automation_id, lead_id, booking_id, message_id, event, event_at, run_at, "
    "context, tenant_id) values ($1, $2, $3, ($4 ->> 'message_id')::bigint, $5, $6, $7, "
    "coalesce($4 - 'message_id', '{}') || '{\"by_hand\": true}', $8) returning id",
    INT8OID, INT8OID, INT8OID, JSONBOID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID);

[[noreturn]] void not_retriable(std::int64_t id, std::string const &why, char const *hint)
{
    throw core::UserError("activity " + std::to_string(id) + " " + why, "", hint);
}

pg::Row failed_run(Session const &session, std::int64_t id)
{
    std::string const tenant = tenant_of_activity(session, id);
    auto const rows = pg::execute(find_failed, {pg::Param::of(id), pg::Param::of(std::string_view(tenant))});
    if (rows.empty()) {
        not_retriable(id, "was deleted concurrently", "Use an id of table activities.");
    }
    std::string const type = rows[0].text(1);
    if (type != "automation_failed" || !core::trigger_from(rows[0].text(6))) {
        not_retriable(id, "is " + type + ", not a failed run", "Use an activity of type automation_failed.");
    }
    return rows[0];
}

void insert_retried(std::int64_t id, pg::Row const &failed, core::Instant now)
{
    core::json::Value const details{
        {"automation_id", failed.int8(3)}, {"event", failed.text(6)}, {"reason", "retried"}, {"activity_id", id}};
    auto const booking = failed.opt_int8(4);
    store::insert_activity({.type = "automation_retried",
                            .description = "a failed run was queued again",
                            .details = core::json::dump(details),
                            .lead = core::LeadId{failed.int8(2)},
                            .automation = core::AutomationId{failed.int8(3)},
                            .booking = booking ? std::optional(core::BookingId{*booking}) : std::nullopt,
                            .tenant = failed.text(5)},
                           now);
}

std::int64_t retry_run(Session const &session, std::int64_t id)
{
    pg::Row const failed = failed_run(session, id);
    // Two calls at the same moment: the second sees what the first has told.
    store::hold_lead(core::LeadId{failed.int8(2)}, failed.text(5));
    if (!pg::execute(retried, {failed.param(2), failed.param(5), pg::Param::of(id)}).empty()) {
        not_retriable(id, "was already retried", "If the run failed again, use the activity that records it.");
    }
    if (pg::execute(automation_there, {failed.param(3), failed.param(5)}).empty()) {
        not_retriable(id, "belongs to an automation that no longer exists", "The run can no longer be repeated.");
    }
    core::Instant const now = pg::now();
    auto const run = pg::execute(enqueue, {failed.param(3), failed.param(2), failed.param(4), failed.param(8),
                                           failed.param(6), failed.param(7), pg::Param::of(now), failed.param(5)});
    insert_retried(id, failed, now);
    pg::wake_at_commit(now);
    return run[0].int8(1);
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_retry_run)
{
    std::int64_t const id = args.integer(0, "activity_id");
    Session const session;
    return Int64GetDatum(retry_run(session, id));
}
