/* metrics.cpp — automation_metrics: numbers for a monitoring system, named as Prometheus asks.
 *
 * Cheap: messages and runs are counted from the folded statistics, and of the other tables only small ones and the
 * queue are read.
 */
#include "core/base/error.hpp"
#include "core/json/json.hpp"

#include "api/service/pause_reasons.hpp"
#include "api/service/worker_status.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "pg/boundary/args.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/extension/settings.hpp"
#include "pg/extension/tenancy.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/sql/result_set.hpp"
#include "pg/time/clock.hpp"

namespace automation::api {
namespace {

using Labels = core::json::Value;

// Whole tables are read and joined, not batches.
constinit pg::Statement allow_scans(
    "select pg_catalog.set_config('enable_seqscan', 'on', true), pg_catalog.set_config('enable_hashjoin', 'on', true)");

/* The queue once: by kind and state. Runs and messages of disabled automations wait until those are enabled. */
constinit pg::Statement queue_states(
    "select q.kind, case when d.id is not null then 'disabled' when q.run_at <= $1 then 'due' else 'waiting' end, "
    "count(*), min(q.run_at) filter (where isfinite(q.run_at)) from @home@.automation_queue q "
    "left join (select a.id, a.tenant_id from @home@.automations a where not a.enabled) d "
    "on d.id = q.automation_id and d.tenant_id = q.tenant_id where q.kind in ('run', 'deliver') group by 1, 2",
    TIMESTAMPTZOID);
// One row an automation and day, and what has not been folded yet.
#define STATISTICS                                                                                              \
    "(select d.tenant_id, d.automation_id, d.ran, d.skipped, d.blocked, d.failed, d.held, d.messages, d.sent, " \
    "d.input_tokens, d.output_tokens from @home@.automation_daily_stats d union all "                           \
    "select x.tenant_id, x.automation_id, x.ran, x.skipped, x.blocked, x.failed, x.held, x.messages, x.sent, "  \
    "x.input_tokens, x.output_tokens from @home@.automation_stat_deltas x)"
// Of an automation that is deleted the series ends; a channel that is another now begins a new one.
constinit pg::Statement automation_totals(
    "select a.id, a.tenant_id, a.name, a.channel, coalesce(s.ran, 0), coalesce(s.skipped, 0), coalesce(s.blocked, 0), "
    "coalesce(s.failed, 0), coalesce(s.held, 0), coalesce(s.messages, 0), coalesce(s.sent, 0), a.type "
    "from @home@.automations a left join (select c.tenant_id, c.automation_id, sum(c.ran)::bigint as ran, "
    "sum(c.skipped)::bigint as skipped, sum(c.blocked)::bigint as blocked, sum(c.failed)::bigint as failed, "
    "sum(c.held)::bigint as held, sum(c.messages)::bigint as messages, sum(c.sent)::bigint as sent "
    "from " STATISTICS
    " c group by c.tenant_id, c.automation_id) s on s.automation_id = a.id "
    "and s.tenant_id = a.tenant_id order by a.id, a.tenant_id");
constinit pg::Statement token_totals(
    "select coalesce(sum(c.input_tokens), 0)::bigint, coalesce(sum(c.output_tokens), 0)::bigint from " STATISTICS " c");
#undef STATISTICS
// All of small tables.
constinit pg::Statement enabled_automations(
    "select count(*) filter (where a.enabled), count(*) filter (where not a.enabled) from @home@.automations a");
constinit pg::Statement channels(
    "select c.channel, c.tenant_id, c.paused_reason is not null, c.enabled from @home@.automation_channels c "
    "order by c.id");
constinit pg::Statement sources(
    "select s.name, s.tenant_id, s.paused_reason is not null, s.failures from @home@.automation_booking_sources s "
    "where s.enabled order by s.id");
// The partial index on messages that wait.
constinit pg::Statement held_messages(
    "select count(*) from (select from @home@.messages m where m.status = 'held' and m.direction = 'outbound' "
    "and m.status in ('held', 'queued', 'sending') limit 100000) h");

struct MetricDefinition {
    std::string_view name, type, help;
};
constexpr std::array definitions{
    MetricDefinition{"automation_worker_up", "gauge",
                     "1 while the worker of this database processes runs or is ready to, else 0."},
    MetricDefinition{"automation_worker_in_flight", "gauge", "Calls of the model and deliveries in progress."},
    MetricDefinition{"automation_worker_processed_total", "counter",
                     "Runs and deliveries processed since the worker started."},
    MetricDefinition{"automation_worker_failed_total", "counter", "Runs that have failed since the worker started."},
    MetricDefinition{"automation_queue_runs", "gauge",
                     "Runs in the queue, by state: due, waiting for their time, or of a disabled automation."},
    MetricDefinition{"automation_queue_deliveries", "gauge",
                     "Messages in the queue, by state: due, waiting for their time, or of a disabled automation."},
    MetricDefinition{"automation_oldest_due_seconds", "gauge",
                     "How long the oldest due run or message has waited; 0 if nothing is due."},
    MetricDefinition{"automation_runs_total", "counter",
                     "Runs that have ended, by automation and outcome: ran, skipped, blocked or failed."},
    MetricDefinition{"automation_messages_total", "counter",
                     "Messages of an automation, by its channel and status: written, of these sent (or recorded if no "
                     "channel is configured), and of these held for approval."},
    MetricDefinition{"automation_held_messages", "gauge", "Messages that wait for approval; at most 100,000."},
    MetricDefinition{"automation_tokens_total", "counter", "Tokens of the model, by direction: input or output."},
    MetricDefinition{"automation_tokens_daily_limit", "gauge", "automation.gemini_daily_tokens; 0 for no limit."},
    MetricDefinition{"automation_rules", "gauge", "Automations, by whether they are enabled."},
    MetricDefinition{"automation_channel_enabled", "gauge", "1 if the channel is enabled, else 0."},
    MetricDefinition{"automation_channel_paused", "gauge", "1 if the channel is paused, else 0."},
    MetricDefinition{"automation_source_paused", "gauge", "1 if the booking source is paused, else 0."},
    MetricDefinition{"automation_source_failures", "gauge", "Failed synchronizations since the last success."},
};

class Metrics {
 public:
    explicit Metrics(pg::Args const &args) : result_(args) {}

    /** The name is one of those above. */
    void add(std::string_view name, Labels const &labels, double value)
    {
        auto const *const metric = std::ranges::find(definitions, name, &MetricDefinition::name);
        result_.add({pg::Param::of(metric->name), pg::Param(pg::jsonb_datum(core::json::dump(labels))),
                     pg::Param(pg::call([&] { return Float8GetDatum(value); })), pg::Param::of(metric->help),
                     pg::Param::of(metric->type)});
    }
    void add(std::string_view name, Labels const &labels, std::int64_t value)
    {
        add(name, labels, static_cast<double>(value));
    }
    [[nodiscard]] Datum done() const { return result_.done(); }

 private:
    pg::ResultSet result_;
};

Labels none()
{
    return Labels::object();
}

void add_worker(Metrics &metrics, WorkerStatus const &status)
{
    metrics.add("automation_worker_up", none(), std::int64_t{worker_step(status, true).ok ? 1 : 0});
    metrics.add("automation_worker_in_flight", none(), status.report.in_flight);
    metrics.add("automation_worker_processed_total", none(), status.report.processed);
    metrics.add("automation_worker_failed_total", none(), status.report.failed);
}

void add_queue(Metrics &metrics)
{
    static constexpr std::array<std::string_view, 3> states{"due", "waiting", "disabled"};
    std::array<std::int64_t, states.size()> runs{};
    std::array<std::int64_t, states.size()> deliveries{};
    core::Instant const now = pg::now();
    double oldest = 0;
    for (pg::Row const row : pg::execute(queue_states, {pg::Param::of(now)})) {
        std::string const state = row.text(2);
        auto const at = static_cast<std::size_t>(std::ranges::find(states, state) - states.begin());
        (row.text(1) == "run" ? runs : deliveries).at(at) = row.int8(3);
        auto const first = row.maybe_instant(4);
        if (state == "due" && first) {
            oldest = std::max(oldest, std::chrono::duration<double>(now - *first).count());
        }
    }
    for (std::size_t i = 0; i < states.size(); ++i) {
        metrics.add("automation_queue_runs", {{"state", states.at(i)}}, runs.at(i));
    }
    for (std::size_t i = 0; i < states.size(); ++i) {
        metrics.add("automation_queue_deliveries", {{"state", states.at(i)}}, deliveries.at(i));
    }
    metrics.add("automation_oldest_due_seconds", none(), oldest);
}

void add_automation(Metrics &metrics, pg::Row const &row)
{
    static constexpr std::array<std::string_view, 4> outcomes{"ran", "skipped", "blocked", "failed"};
    Labels const automation{
        {"automation", std::to_string(row.int8(1))}, {"tenant", row.text(2)}, {"name", row.text(3)}};
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        Labels labels = automation;
        labels["outcome"] = outcomes.at(i);
        metrics.add("automation_runs_total", labels, row.int8(static_cast<int>(i) + 5));
    }
    if (row.text(12) == "crm_update") {
        return;  // it writes none
    }
    auto const add_messages = [&](char const *status, std::int64_t count) {
        Labels labels = automation;
        labels["channel"] = row.text(4);
        labels["status"] = status;
        metrics.add("automation_messages_total", labels, count);
    };
    add_messages("written", row.int8(10));
    add_messages("sent", row.int8(11));
    add_messages("held", row.int8(9));
}

void add_statistics(Metrics &metrics)
{
    for (pg::Row const row : pg::execute(automation_totals)) {
        add_automation(metrics, row);
    }
    auto const tokens = pg::execute(token_totals)[0];
    metrics.add("automation_tokens_total", {{"direction", "input"}}, tokens.int8(1));
    metrics.add("automation_tokens_total", {{"direction", "output"}}, tokens.int8(2));
    metrics.add("automation_tokens_daily_limit", none(), std::int64_t{pg::settings::gemini_daily_tokens});
    auto const automations = pg::execute(enabled_automations)[0];
    metrics.add("automation_rules", {{"enabled", "true"}}, automations.int8(1));
    metrics.add("automation_rules", {{"enabled", "false"}}, automations.int8(2));
}

void add_connections(Metrics &metrics)
{
    for (pg::Row const row : pg::execute(channels)) {
        Labels const channel{{"channel", row.text(1)}, {"tenant", row.text(2)}};
        metrics.add("automation_channel_enabled", channel, std::int64_t{row.boolean(4) ? 1 : 0});
        metrics.add("automation_channel_paused", channel, std::int64_t{row.boolean(3) ? 1 : 0});
    }
    for (pg::Row const row : pg::execute(sources)) {
        Labels const source{{"source", row.text(1)}, {"tenant", row.text(2)}};
        metrics.add("automation_source_paused", source, std::int64_t{row.boolean(3) ? 1 : 0});
        metrics.add("automation_source_failures", source, row.int8(4));
    }
}

void require_unlimited()
{
    if (pg::limits().limited) {
        throw core::UserError(core::ErrorCode::not_permitted, "permission denied to read the metrics",
                              "The current role is limited to tenants by automation_grant().", "");
    }
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the body below stands outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_metrics)
{
    Metrics metrics(args);
    require_unlimited();
    pg::ExtensionSchema const *const extension = pg::find_extension();
    if (extension == nullptr) {
        metrics.add("automation_worker_up", none(), std::int64_t{0});  // a monitoring system needs a number
        return metrics.done();
    }
    bool const readable = std::ranges::all_of(extension->tables, is_readable);
    pg::OwnerSession const session(extension->owner);
    add_worker(metrics, worker_status());
    if (readable) {
        metrics.add("automation_held_messages", none(), pg::execute(held_messages)[0].int8(1));
        pg::execute(allow_scans);
        add_queue(metrics);
        add_statistics(metrics);
        add_connections(metrics);
    }
    return metrics.done();
}
