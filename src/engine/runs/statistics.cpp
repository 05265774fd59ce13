#include "engine/runs/statistics.hpp"

#include "core/base/latency_histogram.hpp"
#include "engine/runs/stats_finalizer.hpp"
#include "engine/runs/step_statistics.hpp"

#include <map>
#include <string>
#include <utility>

#include "pg/extension/added_columns.hpp"
#include "pg/time/clock.hpp"
#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

constinit pg::Statement append(
    "insert into @home@.automation_stat_deltas (automation_id, tenant_id, ran, skipped, blocked, failed, held, "
    "messages, sent, input_tokens, output_tokens, wait_buckets, wait_counts, at, last_run_at) "
    "select automation_id, tenant_id, ran, skipped, blocked, failed, held, messages, sent, input_tokens, "
    "output_tokens, wait_buckets::smallint[], wait_counts::integer[], $14, case when ran > 0 then $14 end "
    "from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as counted (automation_id, tenant_id, ran, "
    "skipped, blocked, failed, held, messages, sent, input_tokens, output_tokens, wait_buckets, wait_counts)",
    INT8ARRAYOID, TEXTARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID,
    INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID);
constinit pg::Statement append_one(
    "insert into @home@.automation_stat_deltas (automation_id, tenant_id, sent, at) values ($1, $2, $3, $4)", INT8OID,
    TEXTOID, INT4OID, TIMESTAMPTZOID);

// Automations by their primary key, in its order, so that two folds can never wait for each other.
constinit pg::Statement lock_automations(
    "select a.id, a.tenant_id from @home@.automations a "
    "join (select distinct d.automation_id, d.tenant_id from @home@.automation_stat_deltas d) w "
    "on a.id = w.automation_id and a.tenant_id = w.tenant_id order by a.id for no key update of a skip locked");
constinit pg::Statement orphans(
    "select distinct d.automation_id, d.tenant_id from @home@.automation_stat_deltas d where not exists "
    "(select from @home@.automations a where a.id = d.automation_id and a.tenant_id = d.tenant_id)");
// Without what is counted by step, which stands in rows of its own: the column is missing in tables of 1.0.
#define FOLD(rest)                                                                                                    \
    "with gone as (delete from @home@.automation_stat_deltas d using unnest($1, $2) as w (automation_id, tenant_id) " \
    "where d.automation_id = w.automation_id and d.tenant_id = w.tenant_id " rest                                     \
    "returning d.*), "                                                                                                \
    "days as (select automation_id, tenant_id, (at at time zone 'UTC')::date as day, sum(ran)::integer as ran, "      \
    "sum(skipped)::integer as skipped, sum(blocked)::integer as blocked, sum(failed)::integer as failed, "            \
    "sum(held)::integer as held, sum(messages)::integer as messages, sum(sent)::integer as sent, "                    \
    "sum(input_tokens)::bigint as input_tokens, sum(output_tokens)::bigint as output_tokens, "                        \
    "max(last_run_at) as last_run_at from gone group by 1, 2, 3), "                                                   \
    "buckets as (select g.automation_id, g.tenant_id, (g.at at time zone 'UTC')::date as day, w.bucket, "             \
    "sum(w.waited)::integer as waited from gone g, unnest(g.wait_buckets, g.wait_counts) w (bucket, waited) "         \
    "group by 1, 2, 3, 4), "                                                                                          \
    "waits as (select automation_id, tenant_id, day, array_agg(bucket order by bucket) as buckets, "                  \
    "array_agg(waited order by bucket) as counts from buckets group by 1, 2, 3), "                                    \
    "kept as (insert into @home@.automation_daily_stats as s (automation_id, tenant_id, day, ran, skipped, blocked, " \
    "failed, held, messages, sent, input_tokens, output_tokens, last_run_at, wait_buckets, wait_counts) "             \
    "select d.automation_id, d.tenant_id, d.day, ran, skipped, blocked, failed, held, messages, sent, input_tokens, " \
    "output_tokens, last_run_at, coalesce(w.buckets, '{}'), coalesce(w.counts, '{}') from days d left join waits w "  \
    "on w.automation_id = d.automation_id and w.tenant_id = d.tenant_id and w.day = d.day "                           \
    "on conflict (automation_id, day, tenant_id) do update set ran = s.ran + excluded.ran, "                          \
    "skipped = s.skipped + excluded.skipped, blocked = s.blocked + excluded.blocked, "                                \
    "failed = s.failed + excluded.failed, held = s.held + excluded.held, "                                            \
    "messages = s.messages + excluded.messages, sent = s.sent + excluded.sent, "                                      \
    "(wait_buckets, wait_counts) = (select coalesce(array_agg(m.bucket order by m.bucket), '{}'), "                   \
    "coalesce(array_agg(m.waited order by m.bucket), '{}') from (select b.bucket, sum(b.waited)::integer as waited "  \
    "from (select * from unnest(s.wait_buckets, s.wait_counts) union all "                                            \
    "select * from unnest(excluded.wait_buckets, excluded.wait_counts)) b (bucket, waited) group by b.bucket) m), "   \
    "input_tokens = s.input_tokens + excluded.input_tokens, output_tokens = s.output_tokens + "                       \
    "excluded.output_tokens, "                                                                                        \
    "last_run_at = greatest(s.last_run_at, excluded.last_run_at)), "                                                  \
    "moved as (update @home@.automations a set times_triggered = a.times_triggered + t.ran, "                         \
    "last_triggered = greatest(a.last_triggered, t.last_run_at) from (select automation_id, tenant_id, sum(ran) as "  \
    "ran, "                                                                                                           \
    "max(last_run_at) as last_run_at from days group by 1, 2 having sum(ran) > 0) t "                                 \
    "where a.id = t.automation_id and a.tenant_id = t.tenant_id) "                                                    \
    "select count(*) from gone"
constinit pg::Statement fold(FOLD("and d.steps is null "), INT8ARRAYOID, TEXTARRAYOID);
constinit pg::Statement fold_without_steps(FOLD(""), INT8ARRAYOID, TEXTARRAYOID);
#undef FOLD
constinit pg::Statement any_left("select exists (select from @home@.automation_stat_deltas)");
constinit pg::Statement tokens_of_day(
    "select coalesce((select sum(input_tokens + output_tokens) from @home@.automation_daily_stats where day = "
    "($1 at time zone 'UTC')::date), 0)::bigint + coalesce((select sum(input_tokens + output_tokens) "
    "from @home@.automation_stat_deltas where (at at time zone 'UTC')::date = ($1 at time zone 'UTC')::date), "
    "0)::bigint",
    TIMESTAMPTZOID);

struct Counts {
    std::int64_t ran = 0, skipped = 0, blocked = 0, failed = 0, held = 0, messages = 0, sent = 0;
    std::int64_t input_tokens = 0, output_tokens = 0;
    std::map<int, std::int64_t> waits;  ///< how many in each bucket
};

void count(Counts &counts, FinishedRun const &done, core::Instant now)
{
    // Of a sequence entries count, and the messages of its steps.
    bool const runs = done.outcome == Outcome::entered || (done.outcome == Outcome::ran && done.step.empty());
    counts.ran += runs ? 1 : 0;
    counts.skipped += done.outcome == Outcome::skipped ? 1 : 0;
    counts.blocked += done.outcome == Outcome::blocked ? 1 : 0;
    counts.failed += done.outcome == Outcome::failed ? 1 : 0;
    if (done.message) {
        counts.held += done.message->held ? 1 : 0;
        counts.messages += 1;
        counts.sent += is_recorded(done) ? 1 : 0;
        counts.waits[core::bucket_of(now - done.run->event_at)] += 1;
        counts.input_tokens += done.message->input_tokens;
        counts.output_tokens += done.message->output_tokens;
    }
}

/* Arrays within an array travel as text, as '{7,9}'. */
template <class Pick>
std::string waits_as_text(Counts const &counts, Pick &&pick)
{
    std::string text = "{";
    for (auto const &wait : counts.waits) {
        text.append(text.size() > 1 ? "," : "").append(std::to_string(pick(wait)));
    }
    return text + "}";
}

}  // namespace

void append_statistics(std::vector<FinishedRun> const &completed, core::Instant now)
{
    std::map<core::AutomationKey, Counts> counted;
    for (FinishedRun const &done : completed) {
        count(counted[done.run->automation_key()], done, now);
    }
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    std::vector<std::int64_t> columns[9];
    std::vector<std::string> buckets, waited;
    for (auto const &[key, counts] : counted) {
        ids.push_back(number(key.id));
        tenants.push_back(key.tenant);
        std::int64_t const values[] = {counts.ran,    counts.skipped,      counts.blocked,
                                       counts.failed, counts.held,         counts.messages,
                                       counts.sent,   counts.input_tokens, counts.output_tokens};
        for (std::size_t i = 0; i < 9; ++i) {
            columns[i].push_back(values[i]);
        }
        buckets.push_back(waits_as_text(counts, [](auto const &wait) { return std::int64_t{wait.first}; }));
        waited.push_back(waits_as_text(counts, [](auto const &wait) { return wait.second; }));
    }
    pg::execute(append,
                {pg::int8_array(ids), pg::text_array(tenants), pg::int8_array(columns[0]), pg::int8_array(columns[1]),
                 pg::int8_array(columns[2]), pg::int8_array(columns[3]), pg::int8_array(columns[4]),
                 pg::int8_array(columns[5]), pg::int8_array(columns[6]), pg::int8_array(columns[7]),
                 pg::int8_array(columns[8]), pg::text_array(buckets), pg::text_array(waited), pg::Param::of(now)});
    append_step_counts(completed, now);
}

void append_sent(core::AutomationId automation, std::string const &tenant, int messages, core::Instant now)
{
    pg::execute(append_one, {pg::Param::of(number(automation)), pg::Param::of(std::string_view(tenant)),
                             pg::Param(Int32GetDatum(messages)), pg::Param::of(now)});
}

Folded fold_statistics()
{
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    for (pg::Statement *const which : {&lock_automations, &orphans}) {
        for (pg::Row const row : pg::execute(*which)) {
            ids.push_back(row.int8(1));
            tenants.push_back(row.text(2));
        }
    }
    Folded folded;
    if (!ids.empty()) {
        pg::Param const automations = pg::int8_array(ids);
        pg::Param const of = pg::text_array(tenants);
        bool const has_steps = pg::has_column(pg::TableName::automation_stat_deltas, "steps");
        auto const rows = pg::execute(has_steps ? fold : fold_without_steps, {automations, of})[0].int8(1);
        folded.rows = static_cast<std::uint64_t>(rows) + (has_steps ? fold_steps(automations, of) : 0);
    }
    folded.left = pg::execute(any_left)[0].boolean(1);
    finalize_days(pg::now());
    return folded;
}

std::int64_t tokens_used_today(core::Instant now)
{
    return pg::execute(tokens_of_day, {pg::Param::of(now)})[0].int8(1);
}

}  // namespace automation::engine
