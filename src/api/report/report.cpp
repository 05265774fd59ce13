/* report.cpp — automation_report: one page about a period, for a browser or a printer. */
#include "core/base/error.hpp"
#include "core/report/report_page.hpp"
#include "core/report/report_words.hpp"
#include "core/time/time_format.hpp"
#include "core/time/time_zone.hpp"

#include "api/checks/groups.hpp"
#include "api/report/report_reader.hpp"
#include "api/session.hpp"

#include <chrono>
#include <string>

#include "pg/boundary/args.hpp"
#include "pg/extension/tenancy.hpp"
#include "pg/time/clock.hpp"

namespace automation::api {
namespace {

constexpr std::chrono::days usual_period(30);

// A report is no batch: it reads much, and then a hash beats a million looks into an index.
constinit pg::Statement plan_for_reading(
    "select set_config(n, 'on', true) from unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) n "
    "union all select set_config(n, 'off', true) from "
    "unnest('{enable_memoize,automation.assume_large_tables}'::text[]) n");
// The tenant's own row, else the default; by the primary key.
constinit pg::Statement business_name(
    "select s.business_name from @home@.automation_settings s where s.tenant_id in (coalesce($1, ''), '') "
    "and s.business_name is not null order by s.tenant_id desc limit 1",
    TEXTOID);

core::Instant moment_or(pg::Args const &args, int i, core::Instant otherwise)
{
    return args.given(i) ? pg::to_instant(DatumGetTimestampTz(args.info()->args[i].value)) : otherwise;
}

std::string written(core::Instant moment)
{
    core::FixedTimeZone const utc;
    return moment == core::Instant::max()   ? "infinity"
           : moment == core::Instant::min() ? "-infinity"
                                            : core::iso_8601(moment, utc);
}

core::DayRange days_of(pg::Args const &args)
{
    core::Instant const to = moment_or(args, 1, pg::now());
    core::Instant const from = moment_or(args, 0, core::in_calendar(to) ? to - usual_period : core::Instant::min());
    if (from >= to) {
        throw core::UserError("from_time must be before to_time",
                              "The period from " + written(from) + " to " + written(to) + " is empty.",
                              "Exchange the two, or leave them out for the last 30 days.");
    }
    return core::days_between(from, to);
}

/* What is wrong in the database concerns every tenant: it is for those who act for all of them, or for the only one. */
std::optional<std::vector<core::ReportFinding>> findings_for_caller(Oid function)
{
    if (pg::limits().limited || *pg::shown_tenant() != '\0') {
        return std::nullopt;
    }
    std::vector<core::ReportFinding> findings;
    FindingList const found = check_database(function);
    for (Finding const &finding : found.all()) {
        findings.push_back({std::string(severity_name(finding.severity)), finding.detail, finding.hint});
    }
    return findings;
}

core::ReportData read_report(core::DayRange days, Oid function)
{
    core::ReportData data;
    data.written_at = pg::now();
    {
        Session const session;
        pg::execute(plan_for_reading);
        data.tenant = session.only_tenant();
        if (core::is_long(days)) {
            auto const today = std::chrono::floor<std::chrono::days>(data.written_at);
            days = core::limited_to(days, days_with_statistics(data.tenant), today);
        }
        data.calendar = core::report_calendar(days);
        ReportScope const scope{data.tenant, data.calendar.days};
        read_statistics(data, scope);
        read_sequences(data, scope);
        read_problems(data, scope);
        auto const names = pg::execute(business_name, {pg::Param::of(data.tenant)});
        data.business = names.empty() ? std::nullopt : std::optional(names[0].text(1));
    }
    data.findings = findings_for_caller(function);
    return data;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the body below stands outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_report)
{
    std::string const language = core::report_language(args.given(2) ? args.text(2, "locale") : "en");
    core::DayRange const days = days_of(args);
    return pg::text_datum(core::report_page(read_report(days, args.info()->flinfo->fn_oid), language));
}
