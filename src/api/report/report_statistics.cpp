#include "core/base/error.hpp"

#include "api/report/report_reader.hpp"

#include <map>
#include <string>
#include <utility>

namespace automation::api {
namespace {

using core::AutomationReport;
using core::OutcomeTotals;
using core::ReportData;

// All rows of the folded statistics, one an automation and day, and the few that are not folded yet: $1 is the tenant,
// or null; days in UTC. Days are no prefix of the primary key; of one tenant in ten thousand the table is still small.
#define OF_TENANT(alias) "($1 is null or " alias ".tenant_id = $1) "
#define DAY_IN_RANGE(day) day " >= ($2 at time zone 'UTC')::date and " day " < ($3 at time zone 'UTC')::date "
#define DELTA_DAY "(x.at at time zone 'UTC')::date"
#define COUNTED \
    "(select d.tenant_id, d.automation_id, d.day, d.ran, d.skipped, d.blocked, d.failed, d.held, d.messages, d.sent, " \
    "d.input_tokens + d.output_tokens as tokens, d.wait_buckets, d.wait_counts from @home@.automation_daily_stats d "  \
    "where " OF_TENANT("d") "and " DAY_IN_RANGE("d.day") "union all "                                                 \
    "select x.tenant_id, x.automation_id, " DELTA_DAY ", x.ran, x.skipped, x.blocked, x.failed, x.held, x.messages, "  \
    "x.sent, x.input_tokens + x.output_tokens, x.wait_buckets, x.wait_counts from @home@.automation_stat_deltas x "    \
    "where " OF_TENANT("x") "and " DAY_IN_RANGE(DELTA_DAY) ") c "
#define SUMS                                                                                                           \
    "sum(c.ran)::bigint, sum(c.skipped)::bigint, sum(c.blocked)::bigint, sum(c.failed)::bigint, sum(c.held)::bigint, " \
    "sum(c.messages)::bigint, sum(c.sent)::bigint, sum(c.tokens)::bigint "
#define INTERVAL_START "(pg_catalog.date_trunc($4, c.day::timestamp)::date - date '1970-01-01')::bigint"
#define SHOWN "join unnest($4, $5) as w (id, tenant_id) on w.id = c.automation_id and w.tenant_id = c.tenant_id "

constinit pg::Statement first_and_last_day(
    "select (min(c.day) - date '1970-01-01')::bigint, (max(c.day) - date '1970-01-01')::bigint from "
    "(select d.day from @home@.automation_daily_stats d where " OF_TENANT(
        "d") "union all select " DELTA_DAY " from @home@.automation_stat_deltas x where " OF_TENANT("x") ") c "
    "where isfinite(c.day)",
    TEXTOID);
constinit pg::Statement by_interval("select " INTERVAL_START ", " SUMS "from " COUNTED "group by 1", TEXTOID,
                                    TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID);
constinit pg::Statement by_automation(
    "select c.automation_id, c.tenant_id, a.name, count(*) over (), " SUMS "from " COUNTED
    "left join @home@.automations a on a.id = c.automation_id and a.tenant_id = c.tenant_id group by 1, 2, 3 "
    "order by sum(c.ran + c.skipped + c.blocked + c.failed) desc, sum(c.sent) desc, c.automation_id, c.tenant_id "
    "limit 100",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);
constinit pg::Statement by_automation_and_interval(
    "select c.automation_id, c.tenant_id, (pg_catalog.date_trunc($6, c.day::timestamp)::date - "
    "date '1970-01-01')::bigint, sum(c.sent)::bigint from " COUNTED SHOWN "group by 1, 2, 3",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT8ARRAYOID, TEXTARRAYOID, TEXTOID);
constinit pg::Statement wait_counts(
    "select b.bucket::bigint, sum(b.waited)::bigint from " COUNTED
    "cross join lateral unnest(c.wait_buckets, c.wait_counts) b (bucket, waited) group by 1",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);
constinit pg::Statement wait_counts_by_automation(
    "select c.automation_id, c.tenant_id, b.bucket::bigint, sum(b.waited)::bigint from " COUNTED SHOWN
    "cross join lateral unnest(c.wait_buckets, c.wait_counts) b (bucket, waited) group by 1, 2, 3",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT8ARRAYOID, TEXTARRAYOID);
// The views say which indexes serve them.
constinit pg::Statement answers(
    "select r.automation_id, r.tenant_id, sum(r.replied)::bigint, sum(r.booked)::bigint, sum(r.converted)::bigint "
    "from @home@.automation_answers r where " OF_TENANT("r") "and " DAY_IN_RANGE("r.day") "group by 1, 2",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);
constinit pg::Statement statuses(
    "select s.status, sum(s.leads)::bigint from @home@.automation_statuses s where " OF_TENANT("s") "and " DAY_IN_RANGE(
        "s.day") "group by 1 order by 2 desc, 1 limit 20",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);

std::chrono::sys_days day_of(pg::Row const &row, int column)
{
    return std::chrono::sys_days(std::chrono::days(row.int8(column)));
}

/** The sums from a column on. */
OutcomeTotals totals_of(pg::Row const &row, int column)
{
    OutcomeTotals totals;
    totals.runs = row.int8(column);
    totals.skipped = row.int8(column + 1);
    totals.blocked = row.int8(column + 2);
    totals.failed = row.int8(column + 3);
    totals.held = row.int8(column + 4);
    totals.messages = row.int8(column + 5);
    totals.sent = row.int8(column + 6);
    totals.tokens = row.int8(column + 7);
    return totals;
}

void add(OutcomeTotals &sum, OutcomeTotals const &part)
{
    for (auto const field :
         {&OutcomeTotals::runs, &OutcomeTotals::skipped, &OutcomeTotals::blocked, &OutcomeTotals::failed,
          &OutcomeTotals::held, &OutcomeTotals::messages, &OutcomeTotals::sent, &OutcomeTotals::tokens}) {
        sum.*field += part.*field;
    }
}

pg::Param unit_param(ReportData const &data)
{
    return pg::Param::of(core::unit_name(data.calendar.unit));
}

void read_intervals(ReportData &data, ReportScope const &scope)
{
    auto const [tenant, first, end] = scope.params();
    data.intervals.resize(data.calendar.starts.size());
    for (pg::Row const row : pg::execute(by_interval, {tenant, first, end, unit_param(data)})) {
        if (auto const interval = data.calendar.interval(day_of(row, 1))) {
            data.intervals[*interval] = totals_of(row, 2);
            add(data.totals, data.intervals[*interval]);
        }
    }
    for (pg::Row const row : pg::execute(wait_counts, {tenant, first, end})) {
        data.waits.add(static_cast<int>(row.int8(1)), row.int8(2));
    }
}

/** The automations of the report, by their keys. */
class ShownAutomations {
 public:
    /** `data` keeps its automations while this lives. */
    explicit ShownAutomations(ReportData &data) : data_(data)
    {
        for (std::size_t i = 0; i < data.automations.size(); ++i) {
            AutomationReport const &automation = data.automations[i];
            places_.emplace(core::AutomationKey{core::AutomationId{automation.id}, automation.tenant}, i);
            ids_.push_back(automation.id);
            tenants_.push_back(automation.tenant);
        }
    }

    /** The one that the first two columns name; null when it is not shown. */
    [[nodiscard]] AutomationReport *of(pg::Row const &row) const
    {
        auto const found = places_.find(core::AutomationKey{core::AutomationId{row.int8(1)}, row.text(2)});
        return found == places_.end() ? nullptr : &data_.automations[found->second];
    }
    [[nodiscard]] pg::Param ids() const { return pg::int8_array(ids_); }
    [[nodiscard]] pg::Param tenants() const { return pg::text_array(tenants_); }

 private:
    ReportData &data_;
    std::map<core::AutomationKey, std::size_t> places_;
    std::vector<std::int64_t> ids_;
    std::vector<std::string> tenants_;
};

void read_automations(ReportData &data, ReportScope const &scope)
{
    auto const [tenant, first, end] = scope.params();
    for (pg::Row const row : pg::execute(by_automation, {tenant, first, end})) {
        AutomationReport automation;
        automation.id = row.int8(1);
        automation.tenant = row.text(2);
        automation.name = row.opt_text(3);
        automation.totals = totals_of(row, 5);
        automation.sent.resize(data.calendar.starts.size());
        data.automations.push_back(std::move(automation));
        data.automation_count = row.int8(4);
    }
    ShownAutomations const shown(data);
    for (pg::Row const row : pg::execute(by_automation_and_interval,
                                         {tenant, first, end, shown.ids(), shown.tenants(), unit_param(data)})) {
        AutomationReport *const automation = shown.of(row);
        auto const interval = data.calendar.interval(day_of(row, 3));
        if (automation != nullptr && interval) {
            automation->sent[*interval] = row.int8(4);
        }
    }
    for (pg::Row const row :
         pg::execute(wait_counts_by_automation, {tenant, first, end, shown.ids(), shown.tenants()})) {
        if (AutomationReport *const automation = shown.of(row)) {
            automation->waits.add(static_cast<int>(row.int8(3)), row.int8(4));
        }
    }
    for (pg::Row const row : pg::execute(answers, {tenant, first, end})) {
        data.totals.replied += row.int8(3);
        data.totals.booked += row.int8(4);
        data.totals.converted += row.int8(5);
        if (AutomationReport *const automation = shown.of(row)) {
            automation->totals.replied = row.int8(3);
            automation->totals.booked = row.int8(4);
            automation->totals.converted = row.int8(5);
        }
    }
}

}  // namespace

std::array<pg::Param, 3> ReportScope::params() const
{
    return {pg::Param::of(tenant), pg::Param::of(core::Instant(days.first)),
            pg::Param::of(core::Instant(days.last + std::chrono::days(1)))};
}

std::optional<core::DayRange> days_with_statistics(core::NullableText const &tenant)
{
    auto const rows = pg::execute(first_and_last_day, {pg::Param::of(tenant)});
    return rows[0].null(1) ? std::nullopt : std::optional(core::DayRange{day_of(rows[0], 1), day_of(rows[0], 2)});
}

void read_statistics(ReportData &data, ReportScope const &scope)
{
    read_intervals(data, scope);
    read_automations(data, scope);
    auto const [tenant, first, end] = scope.params();
    for (pg::Row const row : pg::execute(statuses, {tenant, first, end})) {
        data.statuses.push_back({row.text(1), row.int8(2)});
    }
}

}  // namespace automation::api
