#include "engine/sequences/step_evaluation.hpp"

#include "core/crm/opt_out_list.hpp"
#include "core/decisions/recipient.hpp"
#include "core/decisions/timing.hpp"
#include "core/sequences/step_end.hpp"
#include "engine/sequences/sequence_entries.hpp"

#include <algorithm>
#include <iterator>

#include "store/sequence_facts.hpp"

namespace automation::engine {

namespace {

core::SequenceSubject subject_of(core::Run const &run, Subjects const &subjects)
{
    return {*subjects.lead(run), run.booking, subjects.booking(run)};
}

StepEvaluation leaving(core::ReasonCode reason, core::Instant now)
{
    return {.kind = StepEvaluation::Kind::leaves, .at = now, .reason = std::move(reason), .skipped = {}};
}

/* A field that the event changed must still have the value that it got. */
bool conditions_hold(core::Automation const &sequence, core::SequenceEntry const &entry,
                     core::SequenceSubject const &subject, core::SequenceFacts const &facts, core::Instant now,
                     core::TimeZone const &zone)
{
    if (entry.images.empty()) {
        return sequence.conditions.may_hold_without_event(facts.fields());
    }
    core::FactFieldReader const fields(
        {.lead = subject.lead, .booking = subject.booking, .images = entry.images, .now = now, .zone = &zone});
    return sequence.conditions.match(fields);
}

/* The delay of the trigger: conditions are asked again when it is over, and not later. */
std::optional<StepEvaluation> evaluate_delay(core::Run const &run, core::Automation const &sequence,
                                             core::SequenceEntry &entry, core::SequenceFacts const &facts,
                                             Subjects const &subjects, core::Instant now)
{
    if (!entry.delayed) {
        return std::nullopt;
    }
    core::Instant const end = core::after(entry.reached_at, sequence.delay, subjects.zone(run));
    if (end > now) {
        return StepEvaluation{.kind = StepEvaluation::Kind::stands, .at = end, .reason = {}, .skipped = {}};
    }
    entry.end_delay(now);
    if (conditions_hold(sequence, entry, subject_of(run, subjects), facts, now, subjects.zone(run))) {
        return std::nullopt;
    }
    StepEvaluation evaluation = leaving(core::Reason::conditions, now);
    evaluation.silent = true;
    evaluation.skipped.push_back({"", core::Reason::conditions, "the conditions no longer hold"});
    return evaluation;
}

StepEvaluation evaluation_from(core::Progress progress)
{
    StepEvaluation evaluation{
        .kind = StepEvaluation::Kind::leaves, .at = progress.at, .reason = {}, .skipped = std::move(progress.skipped)};
    switch (progress.kind) {
        case core::Progress::Kind::waits:
            evaluation.kind = StepEvaluation::Kind::stands;
            break;
        case core::Progress::Kind::works:
            evaluation.kind = StepEvaluation::Kind::works;
            break;
        case core::Progress::Kind::finished:
            evaluation.reason = core::Reason::finished;
            break;
        case core::Progress::Kind::exits:
            evaluation.reason = core::Reason::exited;
            break;
        case core::Progress::Kind::leaves:
            break;  // the caller has asked why
    }
    return evaluation;
}

}  // namespace

StepEvaluation evaluate_step(core::Run const &run, core::Automation const &sequence, core::SequenceEntry &entry,
                             Subjects const &subjects, core::Instant now)
{
    core::SequenceSubject const subject = subject_of(run, subjects);
    store::LoadedSequenceFacts const facts(subject, run.tenant, subjects.zone(run), now, subjects.inside(run));
    if (auto const reason = core::reason_to_leave(sequence, entry, subject, facts)) {
        return leaving(*reason, now);
    }
    if (core::restarts_wait(sequence, entry, subject.lead)) {
        entry.restart_wait(*subject.lead.last_inbound_at);
    }
    if (auto delayed = evaluate_delay(run, sequence, entry, facts, subjects, now)) {
        return *std::move(delayed);
    }
    std::string const before = entry.step;
    // Steps that are skipped or lie in another branch may be the last ones on a channel that the lead has not refused.
    auto const why = [&](core::SequenceEntry const &at) { return core::reason_to_leave(sequence, at, subject, facts); };
    core::Progress progress = core::proceed(*sequence.sequence, entry, facts,
                                            {run.lead_key(), sequence.salt, now, subjects.zone(run),
                                             [&](core::SequenceEntry const &at) { return why(at).has_value(); }});
    auto const reason = entry.step == before ? std::nullopt : why(entry);
    if (reason) {
        StepEvaluation evaluation = leaving(*reason, now);
        evaluation.skipped = std::move(progress.skipped);
        return evaluation;
    }
    return evaluation_from(std::move(progress));
}

core::SequenceEntry entry_of(core::Run const &event, core::Automation const &sequence, Subjects const &subjects,
                             core::Instant now)
{
    core::SequenceEntry entry = core::first_entry(sequence, event, now);
    if (sequence.trigger == core::Trigger::no_contact_days) {
        auto const due = core::silence_due(sequence.delay, core::contacts_of(*subjects.lead(event)),
                                           subjects.history(event, sequence).last_run, subjects.zone(event));
        entry.entered_at = std::max(entry.entered_at, std::min(due.value_or(now), now));
    }
    return entry;
}

bool is_work_of(core::Run const &run, StepEvaluation const &evaluation, core::SequenceEntry const &entry) noexcept
{
    return evaluation.kind == StepEvaluation::Kind::works && entry.step == run.step && evaluation.skipped.empty();
}

StepEvaluation evaluate_past_enrollments(core::Run const &run, core::Automation const &sequence,
                                         core::SequenceEntry &entry, Subjects const &subjects,
                                         std::vector<StepEnrollment> &enrollments, core::Instant now)
{
    std::vector<core::SkippedStep> skipped;
    while (true) {
        StepEvaluation evaluation = evaluate_step(run, sequence, entry, subjects, now);
        std::ranges::move(evaluation.skipped, std::back_inserter(skipped));
        auto const at = sequence.sequence->find(entry.step);
        bool const enrolls = evaluation.kind == StepEvaluation::Kind::works && at &&
                             sequence.sequence->steps[*at].work == core::StepWork::enroll;
        if (!enrolls) {
            evaluation.skipped = std::move(skipped);
            return evaluation;
        }
        core::SequenceStep const &step = sequence.sequence->steps[*at];
        auto found = find_enrollment(run, step);
        bool const there = std::holds_alternative<StepEnrollment>(found);
        if (there) {
            enrollments.push_back(std::move(std::get<StepEnrollment>(found)));
        } else {
            auto &none = std::get<NoEnrollment>(found);
            skipped.push_back({step.name, none.reason, std::move(none.detail)});
        }
        core::end_step(*sequence.sequence, entry, {.ran = there}, now);
    }
}

std::optional<core::Decision> decide_leaving(core::Run const &run, AutomationCache const &automations,
                                             Subjects const &subjects, core::Instant now)
{
    auto const &sequence = automations.at(run.automation_key()).automation;
    if (!run.of_step() || !sequence || !sequence->sequence || subjects.lead(run) == nullptr) {
        return std::nullopt;
    }
    auto const entry = load_entry(run.entry, run.tenant);
    if (!entry && run.entry != 0) {
        // While an attempt that failed was under way.
        return core::Decision{.verdict = core::Verdict::skip,
                              .reason = core::Reason::cancelled,
                              .detail = "the lead has left the sequence",
                              .until = {}};
    }
    auto const reason = entry ? reason_to_leave(run, *sequence, *entry, subjects, now) : std::nullopt;
    if (!reason) {
        return std::nullopt;
    }
    return core::Decision{.verdict = core::Verdict::skip,
                          .reason = *reason,
                          .detail = "the lead leaves the sequence: " + core::ReasonCode(*reason).code(),
                          .until = {}};
}

std::optional<core::Reason> reason_to_leave(core::Run const &run, core::Automation const &sequence,
                                            core::SequenceEntry const &entry, Subjects const &subjects,
                                            core::Instant now)
{
    core::SequenceSubject const subject = subject_of(run, subjects);
    store::LoadedSequenceFacts const facts(subject, run.tenant, subjects.zone(run), now, subjects.inside(run));
    return core::reason_to_leave(sequence, entry, subject, facts);
}

std::optional<core::Reason> reason_not_to_enter(core::Run const &run, core::Automation const &sequence,
                                                core::SequenceEntry const &entry, Subjects const &subjects,
                                                core::Instant now)
{
    core::SequenceSubject const subject = subject_of(run, subjects);
    store::LoadedSequenceFacts const facts(subject, run.tenant, subjects.zone(run), now, subjects.inside(run));
    return core::reason_to_leave(*sequence.sequence, entry, facts, false);
}

bool may_enter(core::Run const &run, core::Automation const &sequence, core::SequenceEntry const &entry,
               Subjects const &subjects, core::Instant now)
{
    return !reason_not_to_enter(run, sequence, entry, subjects, now);
}

bool refuses_channels(core::Run const &run, core::Automation const &sequence, core::SequenceEntry const &entry,
                      Subjects const &subjects)
{
    core::Lead const &lead = *subjects.lead(run);
    std::vector<store::Recipient> recipients;
    for (std::string const &channel : core::channels_ahead(sequence, entry, lead)) {
        if (channel.empty()) {
            return false;
        }
        if (!core::refuses(lead.opted_out, channel)) {
            recipients.push_back({run.tenant, channel, core::consent_address(lead, channel).value_or("")});
        }
    }
    auto const suppressed = subjects.suppressions(recipients);
    return std::ranges::all_of(suppressed, [](core::Suppressions const &one) { return one.opted_out.has_value(); });
}

}  // namespace automation::engine
