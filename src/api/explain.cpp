/* explain.cpp — automation_explain: why an automation would or would not run for a lead. */
#include "core/moment.hpp"

#include "api/one_run.hpp"

#include "pg/args.hpp"
#include "pg/result_set.hpp"

namespace automation::api {
namespace {

// The index on (lead_id, automation_id).
constinit pg::Statement waiting(
    "select run_at, attempts, last_error from @home@.automation_queue where lead_id = $1 and automation_id = $2 "
    "and tenant_id = $3 order by run_at, id limit 5",
    INT8OID, INT8OID, TEXTOID);
// The index on (lead_id, id).
constinit pg::Statement outcomes(
    "select created_at, type, description from @home@.activities where lead_id = $1 and automation_id = $2 "
    "and tenant_id = $3 order by id desc limit 3",
    INT8OID, INT8OID, TEXTOID);

void add(pg::ResultSet &result, std::string_view step, bool ok, std::string_view detail)
{
    result.add({pg::Param::of(step), pg::Param::of(ok), pg::Param::of(detail)});
}

void add_conditions(pg::ResultSet &result, OneRun const &one)
{
    for (auto const &seen : one.conditions()) {
        add(result, "condition " + seen.key, seen.good(), seen.told);
    }
}

void add_queue(pg::ResultSet &result, OneRun const &one, std::initializer_list<pg::Param> keys)
{
    for (pg::Row const row : pg::execute(waiting, keys)) {
        std::string detail = "due at " + core::iso_8601(row.instant(1), one.subject().zone);
        if (row.small(2) > 0) {
            detail += ", after " + std::to_string(row.small(2)) + " failed attempts: " + row.text(3);
        }
        add(result, "queued", true, detail);
    }
    for (pg::Row const row : pg::execute(outcomes, keys)) {
        std::string const type = row.text(2);
        bool const ok = type != "automation_failed" && type != "automation_blocked" && type != "automation_skipped";
        add(result, "last outcome", ok,
            core::iso_8601(row.instant(1), one.subject().zone) + " " + type + ": " + row.text(3));
    }
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_explain)
{
    core::AutomationId const id{args.integer(0, "id")};
    core::LeadId const lead{args.integer(1, "lead_id")};
    auto const booking = args.maybe_integer(2);
    pg::ResultSet result(args);
    Session const session;
    OneRun const one(session, id, lead, booking ? std::optional(core::BookingId{*booking}) : std::nullopt);
    for (core::Step const &step : one.explain()) {
        add(result, step.name, step.ok, step.told());
        if (step.name == "conditions") {
            add_conditions(result, one);
        }
    }
    add_queue(
        result, one,
        {pg::Param::of(number(lead)), pg::Param::of(number(id)), pg::Param::of(std::string_view(one.run().tenant))});
    return result.done();
}
