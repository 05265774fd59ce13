/* channel_checks.cpp — channels and booking sources, their secrets, and what has been due for long. */
#include "api/checks/groups.hpp"
#include "api/service/pause_reasons.hpp"
#include "channels/provider.hpp"
#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "engine/delivery/delivery_rows.hpp"

#include <chrono>

#include "pg/extension/secrets.hpp"
#include "pg/sql/spi.hpp"
#include "pg/time/clock.hpp"

namespace automation::api {

namespace {

constexpr auto long_due = std::chrono::minutes(1);

// All of a small table.
constinit pg::Statement sources(
    "select s.name, s.tenant_id, s.paused_reason, s.secret::pg_catalog.text from @home@.automation_booking_sources s "
    "where s.enabled order by s.id");
constinit pg::Statement disabled_automations("select a.id, a.tenant_id from @home@.automations a where not a.enabled");
// By the index on (run_at, id), up to the moment. What waits for a person (a disabled automation, a channel that does
// not send) is not late. A tenant without a row of its own is served by that of the empty tenant.
constinit pg::Statement overdue(
    "select count(*), min(q.run_at) filter (where isfinite(q.run_at)) from @home@.automation_queue q "
    "left join unnest($2, $3) as d (id, tenant_id) on d.id = q.automation_id and d.tenant_id = q.tenant_id "
    "where q.run_at < $1 and q.kind <> 'contact' and d.id is null and not (q.kind = 'deliver' and exists ("
    "select from unnest($4, $5) as w (channel, tenant_id) where w.channel = q.channel and (w.tenant_id = q.tenant_id "
    "or (w.tenant_id = '' and not exists (select from @home@.automation_channels c where c.channel = q.channel "
    "and c.tenant_id = q.tenant_id))))) and not (q.kind = 'deliver' and ($6 or not exists ("
    "select from @home@.automation_channels c where c.channel = q.channel and c.tenant_id in (q.tenant_id, ''))))",
    TIMESTAMPTZOID, INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, BOOLOID);

/* Why a secret cannot be read, and what to do; nothing where it can. */
struct MissingSecret {
    bool missing = false;
    std::string why, hint;

    std::string resolve(std::string const &reference)
    {
        try {
            return pg::resolve_secret(reference);
        } catch (core::UserError const &error) {
            missing = true;
            why = error.what();
            hint = error.hint();
            throw;
        }
    }
};

constexpr std::string_view resume_channel =
    "Correct the cause, then set paused_reason to null: the messages that wait are sent.";

/* True where messages of the channel wait. */
bool check_channel(FindingList &findings, engine::ChannelRow const &row)
{
    if (!row.enabled) {
        return true;  // on purpose
    }
    std::string const name = "channel " + core::quote_value(row.channel) + of_tenant(row.tenant);
    MissingSecret secret;
    auto const why = channels::why_unusable(row.provider, row.settings,
                                            [&](std::string const &reference) { return secret.resolve(reference); });
    if (secret.missing) {
        findings.error("secret_missing", name + ": " + secret.why,
                       secret.hint + " Then call automation_start(): the messages that wait are sent.");
    } else if (why) {
        findings.error("channel_settings_invalid", name + ": " + why->why,
                       why->hint.empty() ? "Correct automation_channels.settings." : why->hint);
    } else if (row.paused_reason) {
        findings.error("channel_paused", name + ": " + *row.paused_reason, std::string(resume_channel));
    } else if (auto const forbidden = channels::why_forbidden(row.provider, row.settings)) {
        findings.error("channel_settings_invalid", name + ": " + forbidden->why, forbidden->hint);
    }
    return why || row.paused_reason;
}

}  // namespace

WaitingChannels check_channels(FindingList &findings, WorkerStatus const &status)
{
    WaitingChannels waiting;
    bool any = false;
    for (engine::ChannelRow const &row : engine::read_channels()) {
        if (check_channel(findings, row)) {
            any = any || row.enabled;
            waiting.channels.push_back(row.channel);
            waiting.tenants.push_back(row.tenant);
        }
    }
    std::string const missing = missing_channels();
    if (!missing.empty()) {
        findings.error("channel_missing", missing, "Add a row to automation_channels, or call automation_cancel().");
    }
    // What the worker knows alone: a provider that does not answer. Which channel it is, the text says.
    if (!any && status.report.channels[0] != '\0') {
        waiting.any_other = true;
        findings.warning("channel_failing", status.report.channels,
                         "The messages are tried again by themselves. Check the provider, and whether the server "
                         "reaches it.");
    }
    return waiting;
}

void check_sources(FindingList &findings)
{
    for (pg::Row const row : pg::execute(sources)) {
        std::string const name = "booking source " + core::quote_value(row.text(1)) + of_tenant(row.text(2));
        MissingSecret secret;
        try {
            (void)secret.resolve(row.text(4));
        } catch (core::UserError const &) {
            findings.error("secret_missing", name + ": " + secret.why, secret.hint);
            continue;
        }
        if (!row.null(3)) {
            findings.error("source_paused", name + ": " + row.text(3),
                           "Correct the cause, then set paused_reason to null.");
        }
    }
}

void check_overdue(FindingList &findings, WorkerStatus const &status, WaitingChannels const &waiting)
{
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    for (pg::Row const row : pg::execute(disabled_automations)) {
        ids.push_back(row.int8(1));
        tenants.push_back(row.text(2));
    }
    core::Instant const now = pg::now();
    auto const rows = pg::execute(
        overdue, {pg::Param::of(now - long_due), pg::int8_array(ids), pg::text_array(tenants),
                  pg::text_array(waiting.channels), pg::text_array(waiting.tenants), pg::Param::of(waiting.any_other)});
    std::int64_t const count = rows[0].int8(1);
    if (count == 0) {
        return;
    }
    auto const oldest = rows[0].maybe_instant(2);
    auto const seconds = oldest ? std::chrono::duration_cast<std::chrono::seconds>(now - *oldest).count() : 0;
    std::string detail = std::to_string(count) + (count == 1 ? " run or message is" : " runs or messages are") +
                         " due for more than a minute" +
                         (oldest ? ", the oldest for " + std::to_string(seconds) + " seconds" : "");
    std::string const reason = row_lockers(status.pid);
    findings.warning("queue_overdue", detail + (reason.empty() ? "" : "; " + reason),
                     "See automation_backlog. Leads that a transaction has locked, rate_per_minute, "
                     "automation.burst_limit, the model, or a full server may keep them.");
}

}  // namespace automation::api
