/* explain.cpp — automation_explain: why an automation would or would not run for a lead. */
#include "core/base/strings.hpp"
#include "core/json/parsed_documents.hpp"
#include "core/time/time_format.hpp"

#include "api/insight/channel_state.hpp"
#include "api/insight/run_inspector.hpp"
#include "api/service/worker_status.hpp"

#include "pg/boundary/args.hpp"
#include "pg/sql/result_set.hpp"

namespace automation::api {
namespace {

// The index on (lead_id, automation_id).
constinit pg::Statement waiting(
    "select run_at, attempts, last_error, kind, booking_id, message_id, channel, context ->> 'step' "
    "from @home@.automation_queue "
    "where lead_id = $1 and automation_id = $2 and tenant_id = $3 order by run_at, id limit 5",
    INT8OID, INT8OID, TEXTOID);
// The index on (lead_id, id).
constinit pg::Statement outcomes(
    "select created_at, type, description, booking_id from @home@.activities where lead_id = $1 "
    "and automation_id = $2 and tenant_id = $3 order by id desc limit 3",
    INT8OID, INT8OID, TEXTOID);

void add(pg::ResultSet &result, std::string_view step, bool ok, std::string_view detail)
{
    result.add({pg::Param::of(step), pg::Param::of(ok), pg::Param::of(detail)});
}

void add_conditions(pg::ResultSet &result, RunInspector const &one)
{
    for (auto const &seen : one.conditions()) {
        add(result, "condition " + seen.key, seen.good(), seen.message);
    }
}

/* Which booking it is about, where it is about one. */
std::string of_booking(std::optional<std::int64_t> booking)
{
    return booking ? " for booking " + std::to_string(*booking) : "";
}

void add_queue(pg::ResultSet &result, RunInspector const &one, std::initializer_list<pg::Param> keys)
{
    for (pg::Row const row : pg::execute(waiting, keys)) {
        bool const delivers = row.text(4) == "deliver";
        std::string const waits = delivers ? why_messages_wait(one.run().tenant, row.text(7)) : "";
        std::string detail =
            delivers      ? "message " + std::to_string(row.int8(6)) + (waits.empty() ? " is due at " : " waits since ")
            : row.null(8) ? std::string("due at ")
                          : "step " + core::quote_value(row.text(8)) + " is due at ";
        detail += core::iso_8601(row.instant(1), one.subject().zone) + of_booking(row.opt_int8(5));
        detail += waits.empty() ? "" : ": " + waits;
        if (row.int4(2) > 0) {
            detail += ", after " + std::to_string(row.int4(2)) + " failed attempts: " + row.text(3);
        }
        add(result, "queued", waits.empty(), detail);
    }
    for (pg::Row const row : pg::execute(outcomes, keys)) {
        std::string const type = row.text(2);
        bool const ok = type != "automation_failed" && type != "automation_blocked" && type != "automation_skipped";
        add(result, "last outcome", ok,
            core::iso_8601(row.instant(1), one.subject().zone) + of_booking(row.opt_int8(4)) + " " + type + ": " +
                row.text(3));
    }
}

/* What keeps a run that everything else allows. */
void add_surroundings(pg::ResultSet &result, RunInspector const &one, bool limited)
{
    if (one.automation().writes_message()) {
        core::Step const channel = channel_step(one.run().tenant, one.automation().channel);
        add(result, channel.name, channel.ok, channel.message());
    }
    core::Step const worker = worker_step(worker_status(), limited);
    add(result, worker.name, worker.ok, worker.message());
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_explain)
{
    core::AutomationId const id{args.integer(0, "id")};
    core::LeadId const lead{args.integer(1, "lead_id")};
    auto const booking = args.opt_int8(2);
    pg::ResultSet result(args);
    bool const limited = pg::limits().limited;
    core::json::DocumentScope const documents;
    Session const session;
    RunInspector const one(session, id, lead, booking ? std::optional(core::BookingId{*booking}) : std::nullopt,
                           Asked::next);
    for (core::Step const &step : one.explain()) {
        add(result, step.name, step.ok, step.message());
        if (step.name == "conditions") {
            add_conditions(result, one);
        }
    }
    add_surroundings(result, one, limited);
    add_queue(
        result, one,
        {pg::Param::of(number(lead)), pg::Param::of(number(id)), pg::Param::of(std::string_view(one.run().tenant))});
    return result.done();
}
