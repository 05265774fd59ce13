#include "worker/completion.hpp"

#include "worker/lead_updates.hpp"
#include "worker/statistics.hpp"
#include "worker/stories.hpp"

#include <map>

#include "pg/home.hpp"
#include "pg/spi.hpp"

namespace automation::worker {

namespace {

// By the primary key; never backwards. No volatile function: the moment is a parameter.
constinit pg::Statement contacted(
    "update @home@.leads l set last_contacted = $3, updated_at = $3 "
    "from unnest($1, $2) as due (id, tenant_id) where l.id = due.id and l.tenant_id = due.tenant_id "
    "and (l.last_contacted is null or l.last_contacted < $3)",
    INT8ARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID);
constinit pg::Statement remember(
    "insert into @home@.automation_enrollments as e (automation_id, lead_id, booking_id, anchor, tenant_id, runs, "
    "last_run_at) select automation_id, lead_id, booking_id, anchor, tenant_id, count(*), $6 "
    "from unnest($1, $2, $3, $4, $5) as ran (automation_id, lead_id, booking_id, anchor, tenant_id) "
    "group by automation_id, lead_id, booking_id, anchor, tenant_id "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) "
    "do update set runs = e.runs + excluded.runs, last_run_at = excluded.last_run_at",
    INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID);
constinit pg::Statement queue_delivery(
    "insert into @home@.automation_queue (kind, automation_id, lead_id, booking_id, message_id, event, event_at, "
    "run_at, tenant_id) values ('deliver', $1, $2, $3, $4, $5, $6, $7, $8)",
    INT8OID, INT8OID, INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID);

void move_last_contacted(std::vector<Completed> const &completed, core::Instant now)
{
    std::map<core::LeadId, std::string const *> leads;
    for (Completed const &done : completed) {
        if (done.message && !done.message->held && !done.recipient) {
            leads.emplace(done.run->lead, &done.run->tenant);
        }
    }
    if (leads.empty()) {
        return;
    }
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    for (auto const &[id, tenant] : leads) {
        ids.push_back(number(id));
        tenants.push_back(*tenant);
    }
    pg::execute(contacted, {pg::int8_array(ids), pg::text_array(tenants), pg::Param::of(now)});
}

void remember_runs(std::vector<Completed> const &completed, core::Instant now)
{
    std::vector<std::int64_t> automations;
    std::vector<std::int64_t> leads;
    std::vector<std::optional<std::int64_t>> bookings;
    std::vector<std::optional<core::Instant>> anchors;
    std::vector<std::string> tenants;
    for (Completed const &done : completed) {
        bool const counts = done.outcome == Outcome::ran && done.automation != nullptr &&
                            done.automation->trigger != core::Trigger::new_lead;
        if (counts) {
            automations.push_back(number(done.run->automation));
            leads.push_back(number(done.run->lead));
            bookings.push_back(done.run->booking ? std::optional(number(*done.run->booking)) : std::nullopt);
            anchors.push_back(done.run->anchor);
            tenants.push_back(done.run->tenant);
        }
    }
    if (!automations.empty()) {
        pg::execute(remember, {pg::int8_array(automations), pg::int8_array(leads), pg::int8_array(bookings),
                               pg::timestamp_array(anchors), pg::text_array(tenants), pg::Param::of(now)});
    }
}

void queue_deliveries(std::vector<Completed> const &completed, std::vector<std::int64_t> const &messages,
                      core::Instant now)
{
    for (std::size_t i = 0; i < completed.size(); ++i) {
        Completed const &done = completed[i];
        if (done.message && !done.message->held && done.recipient) {
            core::Run const &run = *done.run;
            pg::execute(queue_delivery,
                        {pg::Param::of(number(run.automation)), pg::Param::of(number(run.lead)),
                         pg::Param::of(run.booking ? std::optional(number(*run.booking)) : std::nullopt),
                         pg::Param::of(messages[i]), pg::Param::of(std::string_view(run.event)),
                         pg::Param::of(run.event_at), pg::Param::of(now), pg::Param::of(std::string_view(run.tenant))});
        }
    }
}

}  // namespace

char const *status_of(core::Message const &message, bool delivered_by_channel) noexcept
{
    if (message.held) {
        return "held";
    }
    return delivered_by_channel ? "queued" : "recorded";
}

void write_completed(std::vector<Completed> const &completed, core::Instant now)
{
    if (completed.empty()) {
        return;
    }
    std::vector<std::int64_t> const messages = write_messages(completed, now);
    write_activities(completed, messages, now);
    update_leads(completed, now);
    move_last_contacted(completed, now);
    remember_runs(completed, now);
    queue_deliveries(completed, messages, now);
    append_statistics(completed, now);
}

}  // namespace automation::worker
