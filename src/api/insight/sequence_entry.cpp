#include "api/insight/sequence_entry.hpp"

#include "core/sequences/step_end.hpp"

#include <algorithm>
#include <utility>

#include "api/insight/forecast.hpp"
#include "store/lead_store.hpp"

namespace automation::api {

namespace {

// By the primary key, and the index of the queue on (lead_id, automation_id). Quiet hours may have put it off.
constinit pg::Statement message_of_step(
    "select m.channel, m.subject, m.body, m.origin, m.status, (select max(q.run_at) from @home@.automation_queue q "
    "where q.lead_id = m.lead_id and q.automation_id = m.automation_id and q.tenant_id = m.tenant_id "
    "and q.kind = 'deliver' and q.message_id = m.id) from @home@.messages m where m.id = $1 "
    "and m.tenant_id = $2 and m.status in ('queued', 'held', 'sending')",
    INT8OID, TEXTOID);

/* As a batch queues it. */
core::Run run_of_stored(core::AutomationKey const &sequence, core::LeadKey const &lead,
                        store::StoredEntry const &stored)
{
    core::Run run;
    run.id = core::RunId{-1};
    run.automation = sequence.id;
    run.lead = lead.id;
    run.tenant = lead.tenant;
    run.booking = stored.booking;
    run.event = "step";
    run.event_at = stored.entry.entered_at;
    run.run_at = stored.entry.reached_at;
    run.step = stored.entry.step;
    run.entry = stored.id;
    return run;
}

/* The message that the lead stands at, as it is written. */
std::optional<engine::RehearsedStep> waiting_message(InsideLead const &inside, core::Instant now)
{
    auto const &message = inside.stored.entry.message;
    auto const rows = message ? pg::execute(message_of_step, {pg::Param::of(number(*message)),
                                                              pg::Param::of(std::string_view(inside.run.tenant))})
                              : pg::Rows();
    if (rows.empty()) {
        return std::nullopt;
    }
    bool const held = rows[0].text(5) == "held";
    return engine::RehearsedStep{.step = inside.stored.entry.step,
                                 .due = std::max(rows[0].maybe_instant(6).value_or(now), now),
                                 .channel = rows[0].opt_text(1),
                                 .subject = rows[0].opt_text(2),
                                 .body = rows[0].opt_text(3),
                                 .origin = rows[0].opt_text(4).value_or(""),
                                 .would_run = true,
                                 .reason = held ? core::Reason::held : core::Reason::none};
}

}  // namespace

core::ReasonCode why_not_enter(core::ReasonCode const &decided, core::Run const &run, core::Automation const &sequence,
                               engine::Subjects const &subjects, core::Instant at)
{
    auto const entries = store::read_entries({.lead = run.lead_key(), .sequence = run.automation});
    if (std::ranges::find(entries, run.booking, &store::StoredEntry::booking) != entries.end()) {
        return core::Reason::inside;
    }
    if (!decided.empty()) {
        return decided;
    }
    auto const reason =
        engine::reason_not_to_enter(run, sequence, engine::entry_of(run, sequence, subjects, at), subjects, at);
    return reason ? core::ReasonCode(*reason) : core::ReasonCode();
}

std::vector<InsideLead> entries_of(core::AutomationKey const &sequence, core::LeadKey const &lead,
                                   std::optional<core::BookingId> booking)
{
    std::vector<InsideLead> inside;
    auto entries = store::read_entries({.lead = lead, .sequence = sequence.id, .booking = booking});
    auto const rows = entries.empty() ? std::vector<engine::QueueRow>() : waiting_runs(lead, sequence.id, booking);
    for (store::StoredEntry &entry : entries) {
        auto const row = std::ranges::find_if(
            rows, [&](engine::QueueRow const &one) { return one.run.of_step() && one.run.entry == entry.id; });
        core::Run run = row != rows.end() ? row->run : run_of_stored(sequence, lead, entry);
        inside.push_back({std::move(entry), std::move(run)});
    }
    return inside;
}

std::optional<InsideLead> find_inside(core::Run const &run)
{
    for (store::StoredEntry &stored : store::read_entries({.lead = run.lead_key(), .sequence = run.automation})) {
        if (stored.id == run.entry) {
            return InsideLead{std::move(stored), run};
        }
    }
    return std::nullopt;
}

std::vector<engine::RehearsedStep> rehearse_inside(InsideLead const &inside, engine::AutomationCache const &automations,
                                                   core::Instant now)
{
    std::vector<engine::RehearsedStep> all;
    auto lead = store::load_lead(inside.run.lead, inside.run.tenant);
    if (!lead) {
        return all;
    }
    core::Instant from = now;
    if (auto message = waiting_message(inside, now)) {
        from = message->due;
        all.push_back(*std::move(message));
    }
    auto booking = inside.run.booking ? store::load_booking(*inside.run.booking, inside.run.tenant) : std::nullopt;
    auto rest =
        engine::rehearse({inside.run, inside.stored.entry, *std::move(lead), std::move(booking)}, automations, from);
    std::ranges::move(rest, std::back_inserter(all));
    return all;
}

engine::RehearsedStep rehearse_step(InsideLead const &inside, engine::AutomationCache const &automations,
                                    core::Instant now)
{
    auto all = rehearse_inside(inside, automations, now);
    // Without a step: the conditions no longer hold when the delay is over.
    if (!all.empty() && (all[0].step.empty() || all[0].step == inside.stored.entry.step)) {
        all[0].step = inside.stored.entry.step;
        return std::move(all[0]);
    }
    // A wait, a branch: the lead goes on behind it.
    return {.step = inside.stored.entry.step, .due = std::max(now, inside.run.run_at), .would_run = true};
}

std::vector<engine::RehearsedStep> rehearse_entry(core::Run const &event, core::Lead lead,
                                                  std::optional<core::Booking> booking,
                                                  engine::AutomationCache const &automations, core::Instant at)
{
    core::Automation const &sequence = *automations.at(event.automation_key()).automation;
    core::SequenceEntry entry = core::first_entry(sequence, event, at);
    core::Run run = engine::run_of_entry(event, entry, at);
    return engine::rehearse({std::move(run), std::move(entry), std::move(lead), std::move(booking)}, automations, at);
}

}  // namespace automation::api
