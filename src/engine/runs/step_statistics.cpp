#include "core/json/json.hpp"

#include "engine/runs/step_statistics.hpp"

#include <map>
#include <string>

namespace automation::engine {

namespace {

constinit pg::Statement append(
    "insert into @home@.automation_stat_deltas (automation_id, tenant_id, at, steps) "
    "select automation_id, tenant_id, $4, steps::jsonb from unnest($1, $2, $3) as counted (automation_id, tenant_id, "
    "steps)",
    INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID);

// The sums of `rows`, which have columns (step, counts), as one document.
#define SUMS_BY_STEP(rows)                                                             \
    "(select pg_catalog.jsonb_object_agg(b.step, b.counts) from (select c.step, "      \
    "pg_catalog.jsonb_object_agg(c.counted, "                                          \
    "c.n) as counts from (select r.step, n.counted, sum(n.n::bigint) as n from (" rows \
    ") r (step, counts), pg_catalog.jsonb_each_text(r.counts) n (counted, n) group by 1, 2) c group by 1) b)"
constinit pg::Statement fold(
    "with gone as (delete from @home@.automation_stat_deltas d using unnest($1, $2) as w (automation_id, tenant_id) "
    "where d.automation_id = w.automation_id and d.tenant_id = w.tenant_id and d.steps is not null "
    "returning d.automation_id, d.tenant_id, (d.at at time zone 'UTC')::date as day, d.steps), "
    "days as (select distinct automation_id, tenant_id, day from gone), "
    "kept as (insert into @home@.automation_daily_stats as s (automation_id, tenant_id, day, steps) "
    "select d.automation_id, d.tenant_id, d.day, " SUMS_BY_STEP(
        "select e.key, e.value from gone g, jsonb_each(g.steps) e where g.automation_id = d.automation_id "
        "and g.tenant_id = d.tenant_id and g.day = d.day") " from days d "
    "on conflict (automation_id, day, tenant_id) do update set steps = " SUMS_BY_STEP(
        "select * from jsonb_each(s.steps) union all select * from jsonb_each(excluded.steps)") ") "
    "select count(*) from gone",
    INT8ARRAYOID, TEXTARRAYOID);
#undef SUMS_BY_STEP

using StepCounts = std::map<std::string, std::map<std::string, std::int64_t>>;

void count(StepCounts &counts, FinishedRun const &done)
{
    auto const add = [&](std::string const &step, char const *what) {
        if (!step.empty()) {
            ++counts[step][what];
        }
    };
    switch (done.outcome) {
        case Outcome::ran:
        case Outcome::enrolled:
            return add(done.step, "ran");
        case Outcome::skipped:
            return add(done.step, "skipped");
        case Outcome::blocked:
            return add(done.step, "blocked");
        case Outcome::failed:
            return add(done.step, "failed");
        case Outcome::left:
            add(done.step, "left");
            if (done.reason == core::Reason::goal) {
                add(done.last_done, "goal");
            }
            return;
        case Outcome::entered:
            return;
    }
}

std::string as_json(StepCounts const &counts)
{
    core::json::Value document = core::json::Value::object();
    for (auto const &[step, outcomes] : counts) {
        document[step] = outcomes;
    }
    return core::json::dump(document);
}

}  // namespace

void append_step_counts(std::vector<FinishedRun> const &completed, core::Instant now)
{
    std::map<core::AutomationKey, StepCounts> counted;
    for (FinishedRun const &done : completed) {
        if (!done.step.empty() || !done.last_done.empty()) {
            count(counted[done.run->automation_key()], done);
        }
    }
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants, steps;
    for (auto const &[key, counts] : counted) {
        ids.push_back(number(key.id));
        tenants.push_back(key.tenant);
        steps.push_back(as_json(counts));
    }
    if (!ids.empty()) {
        pg::execute(append, {pg::int8_array(ids), pg::text_array(tenants), pg::text_array(steps), pg::Param::of(now)});
    }
}

std::uint64_t fold_steps(pg::Param const &automations, pg::Param const &tenants)
{
    return static_cast<std::uint64_t>(pg::execute(fold, {automations, tenants})[0].int8(1));
}

}  // namespace automation::engine
