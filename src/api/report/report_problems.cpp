#include "core/base/error.hpp"
#include "core/report/error_group.hpp"

#include "api/report/report_reader.hpp"
#include "store/inbound_states.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace automation::api {
namespace {

using core::FailureGroup;
using core::FailureKind;

#define OF_TENANT(alias) "($1 is null or " alias ".tenant_id = $1) "
#define IN_PERIOD(alias) alias ".created_at >= $2 and " alias ".created_at < $3 "

// The queue once, by the view.
constinit pg::Statement waiting(
    "select b.automation_id, b.tenant_id, b.name, b.waiting, b.deliveries, b.due, "
    "(extract(epoch from b.oldest_due_age) * 1000)::bigint, b.next_run_at, sum(b.waiting) over ()::bigint, "
    "sum(b.deliveries) over ()::bigint, sum(b.due) over ()::bigint, count(*) over () from @home@.automation_backlog b "
    "where " OF_TENANT("b") "order by b.due desc, b.waiting desc, b.automation_id, b.tenant_id limit 20",
    TEXTOID);
// The queue once more; few rows have an error.
constinit pg::Statement repeated_attempts(
    "select q.last_error, q.channel, count(*), null::timestamptz, 0::bigint from @home@.automation_queue q "
    "where q.last_error is not null and q.kind <> 'contact' and " OF_TENANT(
        "q") "group by 1, 2 order by 3 desc limit 100",
    TEXTOID);
// For each automation that ran in the period the partial index on messages (automation_id, created_at) where status =
// 'failed', and at most a thousand of its rows. The same index has those that no automation wrote.
constinit pg::Statement failed_messages(
    "select f.error, f.channel, count(*), max(f.created_at), max(f.id) from ("
    "select m.error, m.channel, m.created_at, m.id from (select d.automation_id, d.tenant_id "
    "from @home@.automation_daily_stats d where " OF_TENANT("d")
    "and d.day >= ($2 at time zone 'UTC')::date and d.day < ($3 at time zone 'UTC')::date "
    "union select x.automation_id, x.tenant_id from @home@.automation_stat_deltas x where " OF_TENANT("x")
    ") n cross join lateral (select m.error, m.channel, m.created_at, m.id from @home@.messages m "
    "where m.automation_id = n.automation_id and m.tenant_id = n.tenant_id and m.status = 'failed' and " IN_PERIOD("m")
    "order by m.created_at desc limit 1000) m union all "
    "(select m.error, m.channel, m.created_at, m.id from @home@.messages m where m.automation_id is null "
    "and m.status = 'failed' and " OF_TENANT("m") "and " IN_PERIOD("m") "order by m.created_at desc limit 1000) "
    "limit 20000) f group by 1, 2 order by 3 desc limit 1000",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);
// By the primary key, from its end: an index on the type would cost every run, and this costs no more with a year of
// activities than with a week.
constinit pg::Statement newest_outcomes(
    "select a.type, case a.type when 'automation_failed' then coalesce(a.details ->> 'detail', a.details ->> 'reason') "
    "else a.details ->> 'reason' end, count(*), max(a.created_at), max(a.id) from (select a.type, a.details, "
    "a.created_at, a.id, a.tenant_id from @home@.activities a order by a.id desc limit 10000) a "
    "where a.type in ('automation_skipped', 'automation_blocked', 'automation_failed') and " OF_TENANT(
        "a") "and " IN_PERIOD("a") "group by 1, 2 order by 3 desc limit 1000",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);
// The partial index on messages that wait, leads and automations by their primary keys.
constinit pg::Statement held_count(
    "select count(*) from (select from @home@.messages m where m.status = 'held' "
    "and m.direction = 'outbound' and m.status in ('held', 'queued', 'sending') and " OF_TENANT("m") "limit 100000) h",
    TEXTOID);
constinit pg::Statement held_messages(
    "select m.id, m.tenant_id, l.name, a.name, m.subject, m.channel, m.flags, m.created_at from (select m.id, "
    "m.tenant_id, m.lead_id, m.automation_id, m.subject, m.channel, m.flags, m.created_at from @home@.messages m "
    "where m.status = 'held' and m.direction = 'outbound' and m.status in ('held', 'queued', 'sending') and " OF_TENANT("m")
    "order by m.tenant_id, m.id limit 20) m "
    "left join @home@.leads l on l.id = m.lead_id and l.tenant_id = m.tenant_id "
    "left join @home@.automations a on a.id = m.automation_id and a.tenant_id = m.tenant_id order by m.id, m.tenant_id",
    TEXTOID);
// The rows of the tenant, by the primary key, which begins with it.
constinit pg::Statement suppressed_addresses(
    "select s.channel, s.reason, s.cause, count(*), count(*) filter (where s.since >= $2 and s.since < $3) "
    "from @home@.automation_suppressions s where " OF_TENANT("s") "group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit 50",
    TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);
// The partial index on inbound messages that wait for a decision.
constinit pg::Statement unclassified_replies("select count(*) from @home@.messages m where " PG_AWAITED_MESSAGE(
                                                 "m") " and 'maybe_stop' = any (m.flags) and " OF_TENANT("m"),
                                             TEXTOID);

void read_waiting(core::WaitingTotals &totals, ReportScope const &scope)
{
    for (pg::Row const row : pg::execute(waiting, {pg::Param::of(scope.tenant)})) {
        core::WaitingRuns runs;
        runs.id = row.int8(1);
        runs.tenant = row.text(2);
        runs.name = row.opt_text(3);
        runs.waiting = row.int8(4);
        runs.deliveries = row.int8(5);
        runs.due = row.int8(6);
        if (auto const milliseconds = row.opt_int8(7)) {
            runs.oldest_due_seconds = static_cast<double>(*milliseconds) / 1000;
        }
        runs.next_at = row.maybe_instant(8);
        totals.shown.push_back(std::move(runs));
        totals.waiting = row.int8(9);
        totals.deliveries = row.int8(10);
        totals.due = row.int8(11);
        totals.automations = row.int8(12);
    }
}

FailureKind kind_of(std::string_view activity) noexcept
{
    return activity == "automation_failed"    ? FailureKind::run
           : activity == "automation_blocked" ? FailureKind::blocked
                                              : FailureKind::skipped;
}

/** Groups failures whose errors differ in addresses and numbers only. */
class FailureGroups {
 public:
    void add(FailureGroup group)
    {
        group.reason = core::error_group(group.reason);
        auto const key = std::tuple(group.kind, group.channel, group.reason);
        auto const [place, is_new] = groups_.try_emplace(key, group);
        if (!is_new) {
            FailureGroup &known = place->second;
            known.count += group.count;
            known.last_at = std::max(known.last_at, group.last_at);
            known.example = std::max(known.example, group.example);
        }
    }

    /** By kind, the most frequent first, and not more of each than somebody reads. */
    [[nodiscard]] std::vector<FailureGroup> most_frequent() const
    {
        std::vector<FailureGroup> sorted;
        for (auto const &[key, group] : groups_) {
            sorted.push_back(group);
        }
        std::ranges::stable_sort(sorted, [](FailureGroup const &a, FailureGroup const &b) {
            return std::pair(a.kind, -a.count) < std::pair(b.kind, -b.count);
        });
        std::map<FailureKind, int> shown;
        std::erase_if(sorted, [&](FailureGroup const &group) { return ++shown[group.kind] > most_shown; });
        return sorted;
    }

 private:
    static constexpr int most_shown = 15;
    std::map<std::tuple<FailureKind, std::string, std::string>, FailureGroup> groups_;
};

FailureGroup error_of(pg::Row const &row, FailureKind kind)
{
    return {.kind = kind,
            .reason = row.text(1),
            .channel = row.text(2),
            .count = row.int8(3),
            .last_at = row.maybe_instant(4),
            .example = row.int8(5)};
}

std::vector<FailureGroup> read_failures(ReportScope const &scope)
{
    FailureGroups groups;
    auto const [tenant, first, end] = scope.params();
    for (pg::Row const row : pg::execute(failed_messages, {tenant, first, end})) {
        groups.add(error_of(row, FailureKind::message));
    }
    for (pg::Row const row : pg::execute(repeated_attempts, {tenant})) {
        groups.add(error_of(row, FailureKind::attempt));
    }
    for (pg::Row const row : pg::execute(newest_outcomes, {tenant, first, end})) {
        groups.add({.kind = kind_of(row.text(1)),
                    .reason = row.text(2),
                    .channel = "",
                    .count = row.int8(3),
                    .last_at = row.maybe_instant(4),
                    .example = row.int8(5)});
    }
    return groups.most_frequent();
}

void read_held(core::HeldMessages &held, ReportScope const &scope)
{
    held.count = pg::execute(held_count, {pg::Param::of(scope.tenant)})[0].int8(1);
    for (pg::Row const row : pg::execute(held_messages, {pg::Param::of(scope.tenant)})) {
        held.shown.push_back({.id = row.int8(1),
                              .tenant = row.text(2),
                              .lead = row.opt_text(3),
                              .automation = row.opt_text(4),
                              .subject = row.opt_text(5),
                              .channel = row.text(6),
                              .flags = row.texts(7),
                              .written_at = row.instant(8)});
    }
}

void read_consent(core::ConsentNumbers &consent, ReportScope const &scope)
{
    auto const [tenant, first, end] = scope.params();
    for (pg::Row const row : pg::execute(suppressed_addresses, {tenant, first, end})) {
        consent.addresses.push_back({row.text(1), row.text(2), row.text(3), row.int8(4), row.int8(5)});
    }
    consent.unclassified = pg::execute(unclassified_replies, {tenant})[0].int8(1);
}

}  // namespace

void read_problems(core::ReportData &data, ReportScope const &scope)
{
    read_waiting(data.waiting, scope);
    data.failures = read_failures(scope);
    read_held(data.held, scope);
    read_consent(data.consent, scope);
}

}  // namespace automation::api
