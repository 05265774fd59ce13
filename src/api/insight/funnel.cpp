/* funnel.cpp — automation_funnel: events, runs, messages, replies, bookings, statuses, by automation and day. */
#include "core/base/error.hpp"
#include "core/time/time_format.hpp"
#include "core/time/time_zone.hpp"

#include "api/session.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "pg/sql/result_set.hpp"
#include "pg/boundary/datum.hpp"

namespace automation::api {
namespace {

constexpr std::chrono::days thirty_days(30);

// The primary key of automation_daily_stats for what is folded; automation_answers and automation_statuses say which
// indexes serve them. A day belongs to the funnel when a part of it does.
constexpr char const *funnel = R"(
    with days as materialized (
        select c.automation_id, c.day, sum(c.events)::bigint as events, sum(c.ran)::bigint as runs,
               sum(c.messages)::bigint as messages, sum(c.sent)::bigint as sent
          from (select d.automation_id, d.day, d.ran + d.skipped + d.blocked + d.failed as events, d.ran, d.messages, d.sent
                  from @home@.automation_daily_stats d
                 where d.tenant_id = $1 and d.day between @first@ and @last@ and isfinite(d.day)
                union all
                select x.automation_id, (x.at at time zone 'UTC')::date, x.ran + x.skipped + x.blocked + x.failed, x.ran,
                       x.messages, x.sent
                  from @home@.automation_stat_deltas x
                 where x.tenant_id = $1 and (x.at at time zone 'UTC')::date between @first@ and @last@) c
         group by c.automation_id, c.day
    ), answers as materialized (
        select r.automation_id, r.day, sum(r.replied)::bigint as replied, sum(r.booked)::bigint as booked
          from @home@.automation_answers r
         where r.tenant_id = $1 and r.day between @first@ and @last@ and isfinite(r.day)
         group by r.automation_id, r.day
    ), reached as materialized (
        select s.automation_id, s.day, jsonb_object_agg(s.status, s.leads) as statuses
          from @home@.automation_statuses s
         where s.tenant_id = $1 and s.day between @first@ and @last@ and isfinite(s.day)
         group by s.automation_id, s.day
    )
    select d.automation_id, a.name, d.day, d.events, d.runs, d.messages, d.sent, coalesce(r.replied, 0),
           coalesce(r.booked, 0), coalesce(s.statuses, '{}')
      from days d
      left join @home@.automations a on a.id = d.automation_id and a.tenant_id = $1
      left join answers r on r.automation_id = d.automation_id and r.day = d.day
      left join reached s on s.automation_id = d.automation_id and s.day = d.day
     order by d.day, d.automation_id)";

/* The statement with its places filled: the schema, and the days in UTC that the period has a part of. */
std::string filled(std::string sql)
{
    std::pair<std::string_view, std::string> const places[] = {
        {"@home@.", pg::require_extension().prefix},
        {"@first@", "($2 at time zone 'UTC')::date"},
        {"@last@", "(($3 - interval '1 microsecond') at time zone 'UTC')::date"}};
    for (auto const &[place, value] : places) {
        for (auto at = sql.find(place); at != std::string::npos; at = sql.find(place, at + value.size())) {
            sql.replace(at, place.size(), value);
        }
    }
    return sql;
}

struct FunnelPeriod {
    core::Instant from, to;
};

core::Instant moment_or(pg::Args const &args, int i, core::Instant otherwise)
{
    return args.given(i) ? pg::to_instant(DatumGetTimestampTz(args.info()->args[i].value)) : otherwise;
}

FunnelPeriod period_of(pg::Args const &args)
{
    core::Instant const to = moment_or(args, 1, pg::now());
    core::Instant const from = moment_or(args, 0, core::in_calendar(to) ? to - thirty_days : core::Instant::min());
    if (from >= to) {
        core::FixedTimeZone const utc;
        throw core::UserError(
            "the range from " + core::iso_8601(from, utc) + " to " + core::iso_8601(to, utc) + " is empty", "",
            "from_time must be before to_time; by default, the range is the last 30 days.");
    }
    return {from, to};
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_funnel)
{
    FunnelPeriod const period = period_of(args);
    pg::ResultSet result(args);
    Session const session;
    // A report is no batch: it may read much, and then a hash beats a million looks into an index, remembered or not.
    pg::execute_plain(
        "select set_config(n, 'on', true) from "
        "unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) n "
        "union all select set_config(n, 'off', true) from "
        "unnest('{enable_memoize,automation.assume_large_tables}'::text[]) n");
    pg::Rows const rows = pg::execute_with(
        filled(funnel), {TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID},
        {pg::Param::of(std::string_view(session.tenant())), pg::Param::of(period.from), pg::Param::of(period.to)});
    for (pg::Row const row : rows) {
        result.add({row.param(1), row.param(2), row.param(3), row.param(4), row.param(5), row.param(6), row.param(7),
                    row.param(8), row.param(9), row.param(10)});
    }
    return result.done();
}
