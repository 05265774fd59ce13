/* check.cpp — automation_check: what is wrong in this database, and what to do about it. */
#include "api/checks/groups.hpp"
#include "core/base/error.hpp"
#include "core/base/strings.hpp"

#include <array>

#include "pg/boundary/args.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/extension/tenancy.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/sql/result_set.hpp"

namespace automation::api {

std::string of_tenant(std::string const &tenant)
{
    return tenant.empty() ? "" : " of tenant " + core::quote_value(tenant);
}

std::string and_others(std::size_t others)
{
    return others == 0 ? "" : " and " + std::to_string(others) + (others == 1 ? " other" : " others");
}

namespace {

constexpr std::array<std::string_view, 3> severities{"error", "warning", "notice"};

constinit pg::Statement owner_of_function("select p.proowner from pg_catalog.pg_proc p where p.oid = $1", OIDOID);
// Whole tables are read: once each, in their own order.
constinit pg::Statement allow_scans(
    "select pg_catalog.set_config('enable_seqscan', 'on', true), pg_catalog.set_config('enable_hashjoin', 'on', true)");

/* It reads the rows of every tenant. */
void require_unlimited()
{
    if (pg::limits().limited) {
        throw core::UserError(core::ErrorCode::not_permitted, "permission denied to check the database",
                              "The current role is limited to tenants by automation_grant().", "");
    }
}

void check_tables(FindingList &findings, Oid function)
{
    pg::OwnerSession const session(pg::require_extension().owner);
    pg::execute(allow_scans);
    Oid const functions_owner = pg::execute(owner_of_function, {pg::Param(ObjectIdGetDatum(function))})[0].object(1);
    WorkerStatus const status = worker_status();
    bool const works = check_worker(findings, status);
    std::string const writes = check_automations(findings);
    check_model(findings, status, writes);
    WaitingChannels const waiting = check_channels(findings, status);
    check_sources(findings);
    if (works && status.report.model[0] == '\0') {
        check_overdue(findings, status, waiting);
    }
    check_clock(findings);
    check_settings(findings);
    check_retention(findings);
    check_suppressions(findings);
    check_statistics(findings);
    check_indexes(findings, functions_owner);
    check_documents(findings);
}

}  // namespace

std::string_view severity_name(Severity severity) noexcept
{
    return severities.at(static_cast<std::size_t>(severity));
}

FindingList check_database(Oid function)
{
    FindingList findings;
    if (check_installation(findings)) {
        check_tables(findings, function);
    }
    return findings;
}

}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the body below stands outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_check)
{
    pg::ResultSet result(args);
    require_unlimited();
    FindingList const findings = check_database(args.info()->flinfo->fn_oid);
    for (Finding const &finding : findings.all()) {
        result.add({pg::Param::of(severity_name(finding.severity)), pg::Param::of(finding.code),
                    pg::Param::of(std::string_view(finding.detail)), pg::Param::of(std::string_view(finding.hint))});
    }
    return result.done();
}
