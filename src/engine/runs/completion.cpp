#include "engine/runs/completion.hpp"

#include "enqueue/events/deliveries.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "engine/facts/enrollment_cache.hpp"
#include "engine/runs/lead_updates.hpp"
#include "engine/runs/statistics.hpp"
#include "engine/runs/run_records.hpp"

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

constinit pg::Statement upsert_enrollment(
    "insert into @home@.automation_enrollments as e (automation_id, lead_id, booking_id, anchor, tenant_id, runs, "
    "last_run_at, looked_at) select automation_id, lead_id, booking_id, anchor, tenant_id, sum(ran)::integer, "
    "case when sum(ran) > 0 then $7 end, $7 "
    "from unnest($1, $2, $3, $4, $5, $6) as l (automation_id, lead_id, booking_id, anchor, tenant_id, ran) "
    "group by automation_id, lead_id, booking_id, anchor, tenant_id "
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set "
    "runs = e.runs + excluded.runs, last_run_at = coalesce(excluded.last_run_at, e.last_run_at), "
    "looked_at = excluded.looked_at",
    INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID, INT8ARRAYOID, TIMESTAMPTZOID);
constinit pg::Statement queue_again(
    "insert into @home@.automation_queue (automation_id, lead_id, event, event_at, run_at, tenant_id) "
    "values ($1, $2, 'no_contact_days', $3, $3, $4)",
    INT8OID, INT8OID, TIMESTAMPTZOID, TEXTOID);
void note_contacts(std::vector<FinishedRun> const &completed, core::Instant now)
{
    std::vector<core::LeadKey> leads;
    for (FinishedRun const &done : completed) {
        if (moves_last_contacted(done)) {
            leads.push_back(done.run->lead_key());
        }
    }
    move_last_contacted(leads, now);
}

/* What a look at a run leaves in the memory. */
class Enrollments {
 public:
    void add(FinishedRun const &done)
    {
        bool const of_sequence =
            !done.step.empty() || done.outcome == Outcome::entered || done.outcome == Outcome::left;
        if (done.automation == nullptr || done.lead == nullptr || of_sequence) {
            return;
        }
        core::Run const &run = *done.run;
        core::Trigger const trigger = done.automation->trigger;
        bool const ran = done.outcome == Outcome::ran && !done.silent;
        bool const evaluated = core::is_timed(trigger) && !run.by_hand && !of_another_end(done);
        if (!evaluated && (!ran || trigger == core::Trigger::new_lead)) {
            return;
        }
        bool const made_for_start = trigger == core::Trigger::booking_reminder_hours && run.anchor;
        automations_.push_back(number(run.automation));
        leads_.push_back(number(run.lead));
        bookings_.push_back(run.booking ? std::optional(number(*run.booking)) : std::nullopt);
        anchors_.push_back(made_for_start ? run.anchor
                                          : enrollment_anchor(run, *done.automation, done.lead, done.booking));
        tenants_.push_back(run.tenant);
        ran_.push_back(ran ? 1 : 0);
    }

    void write(core::Instant now) const
    {
        if (!automations_.empty()) {
            pg::execute(upsert_enrollment, {pg::int8_array(automations_), pg::int8_array(leads_),
                                            pg::int8_array(bookings_), pg::timestamp_array(anchors_),
                                            pg::text_array(tenants_), pg::int8_array(ran_), pg::Param::of(now)});
        }
    }

 private:
    /* The end that the booking has now is still to be evaluated at. */
    static bool of_another_end(FinishedRun const &done)
    {
        return done.automation->trigger == core::Trigger::session_completed && done.silent && done.run->anchor &&
               done.booking != nullptr && done.booking->ends_at != done.run->anchor;
    }

    std::vector<std::int64_t> automations_, leads_, ran_;
    std::vector<std::optional<std::int64_t>> bookings_;
    std::vector<std::optional<core::Instant>> anchors_;
    std::vector<std::string> tenants_;
};

void upsert_enrollments(std::vector<FinishedRun> const &completed, std::vector<FinishedRun> const &silent,
                        core::Instant now)
{
    Enrollments enrollments;
    for (auto const *const all : {&completed, &silent}) {
        for (FinishedRun const &done : *all) {
            enrollments.add(done);
        }
    }
    enrollments.write(now);
}

/* A silence that lasts is due again: the index will not bring it, for the last contact need not have moved. */
void queue_next_silences(std::vector<FinishedRun> const &completed)
{
    for (FinishedRun const &done : completed) {
        if (done.again_at) {
            pg::execute(queue_again,
                        {pg::Param::of(number(done.run->automation)), pg::Param::of(number(done.run->lead)),
                         pg::Param::of(*done.again_at), pg::Param::of(std::string_view(done.run->tenant))});
        }
    }
}

/* What a claim needs to ask the conditions again, where they ask about the event; and a model to write the text again,
 * for another lead. */
void keep_event(enqueue::NewDelivery &delivery, core::Automation const &automation, core::Run const &run)
{
    core::Conditions const &conditions = automation.conditions;
    bool const message = conditions.asks(core::Scope::message);
    bool const by_model = !automation.message_template && !run.images.empty();
    if (message || by_model || conditions.asks(core::Scope::before) || conditions.asks(core::Scope::after)) {
        delivery.images = run.images;
    }
    delivery.inbound = run.message;
}

void queue_messages(std::vector<FinishedRun> const &completed, std::vector<std::int64_t> const &messages,
                    core::Instant now)
{
    std::vector<enqueue::NewDelivery> deliveries;
    for (std::size_t i = 0; i < completed.size(); ++i) {
        FinishedRun const &done = completed[i];
        if (done.message && !done.message->held && done.recipient) {
            core::Run const &run = *done.run;
            deliveries.push_back({.message = core::MessageId{messages[i]},
                                  .lead = run.lead,
                                  .automation = run.automation,
                                  .booking = run.booking,
                                  .tenant = run.tenant,
                                  .channel = done.automation->channel,
                                  .event = run.event,
                                  .at = now,
                                  .anchor = run.anchor,
                                  .step = run.step,
                                  .entry = run.entry});
            keep_event(deliveries.back(), *done.automation, run);
        }
    }
    enqueue::queue_deliveries(deliveries);
}

}  // namespace

bool is_recorded(FinishedRun const &completed) noexcept
{
    return completed.message && !completed.message->held && !completed.recipient;
}

bool moves_last_contacted(FinishedRun const &completed) noexcept
{
    return is_recorded(completed) && !completed.notice;
}

char const *status_of(core::Message const &message, bool delivered_by_channel) noexcept
{
    if (message.held) {
        return "held";
    }
    return delivered_by_channel ? "queued" : "recorded";
}

std::vector<std::int64_t> write_completed(std::vector<FinishedRun> const &completed,
                                          std::vector<FinishedRun> const &silent, core::Instant now)
{
    enqueue::EngineWrite const ours;
    upsert_enrollments(completed, silent, now);
    if (completed.empty()) {
        return {};
    }
    std::vector<std::int64_t> messages = write_messages(completed, now);
    write_activities(completed, messages, now);
    update_leads(completed, now);
    note_contacts(completed, now);
    queue_next_silences(completed);
    queue_messages(completed, messages, now);
    append_statistics(completed, now);
    return messages;
}

}  // namespace automation::engine
