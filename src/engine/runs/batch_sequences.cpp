/* batch_sequences.cpp — the part of a batch that is about leads in sequences. */
#include "engine/runs/batch.hpp"
#include "core/sequences/step_end.hpp"
#include "engine/sequences/step_evaluation.hpp"

#include <algorithm>
#include <iterator>

#include "store/sequence_retiming.hpp"

namespace automation::engine {

/* An event of a sequence, or a lead at a step. */
void Batch::decide_sequence(std::size_t index, std::vector<QueueRow> const &rows, core::Automation const &sequence)
{
    QueueRow const &row = rows[index];
    if (row.run.event == store::retime_event) {
        store::retime_page(row.run.key(), row.run.automation_key(), now_);
        FinishedRun nothing;
        nothing.automation = &sequence;
        nothing.step = row.run.event;
        nothing.silent = true;
        finish(index, row, std::move(nothing));
        retimed_ = true;
        return;
    }
    if (row.run.of_step()) {
        evaluate_inside(index, rows, sequence);
        return;
    }
    core::DecisionInput input = subjects_.decision_input(row.run, automations_.of(row.run), now_);
    input.newer_waits = false;  // an event while the lead is inside is ignored, and so is the second of two
    core::Decision decision = core::decide(input);
    if (decision.verdict == core::Verdict::skip && entries_.is_inside(row.run)) {
        decision.verdict = core::Verdict::discard;  // ignored, whatever else it would be skipped for
    }
    if (goes_on(index, rows, sequence, decision)) {
        enter(index, row, sequence);
    }
}

void Batch::enter(std::size_t index, QueueRow const &row, core::Automation const &sequence)
{
    core::Run const &run = row.run;
    StepResult result;
    result.sequence = &sequence;
    result.enters = true;
    result.entry = entry_of(run, sequence, subjects_, now_);
    result.booking = run.booking;
    result.anchor = enrollment_anchor(run, sequence, subjects_.lead(run), subjects_.booking(run));
    result.at = now_;
    FinishedRun completed;
    completed.automation = &sequence;
    completed.silent = true;
    if (!entries_.is_inside(run) && may_enter(run, sequence, result.entry, subjects_, now_)) {
        // Then the entry remembers the run; one that lets nobody in is noted as any other.
        completed.step = result.entry.step;
        steps_.add(index, std::move(result));
        subjects_.add_enrollment(run, sequence, now_);
        entries_.add_inside(run);
        entered_.insert(run.lead_key());
        subjects_.move_inside(run, sequence, true);
    }
    finish(index, row, std::move(completed));
}

void Batch::evaluate_inside(std::size_t index, std::vector<QueueRow> const &rows, core::Automation const &sequence)
{
    QueueRow const &row = rows[index];
    core::SequenceEntry const *const known = entries_.find(row.run);
    FinishedRun nothing;
    nothing.automation = &sequence;
    nothing.step = row.run.step;
    nothing.silent = true;
    bool const first = seen_entries_.insert({row.run.tenant, row.run.entry}).second;
    if (!first || known == nullptr || subjects_.lead(row.run) == nullptr) {
        finish(index, row, std::move(nothing));  // has left, or a second row of an entry that an edit put there
        return;
    }
    StepResult result;
    result.sequence = &sequence;
    result.entry = *known;
    if (result.entry.message && !end_message(result.entry, sequence, row.run.tenant)) {
        finish(index, row, std::move(nothing));  // the message has a row of its own
        return;
    }
    StepEvaluation evaluation = evaluate_past_enrollments(row.run, sequence, result);
    core::Automation const *const step = automations_.of(row.run);
    if (is_work_of(row.run, evaluation, result.entry) && step != &sequence) {
        std::size_t const before = decided_.size();
        decide_row(index, rows, *step);
        if (decided_.size() == before) {
            keep_end_of_delay(index, row.run, sequence, *known, result.entry.delayed);
            return;  // waits
        }
        if (leaves_by_refusal(result.entry, row.run, sequence, decided_.back().completed)) {
            evaluation = {
                .kind = StepEvaluation::Kind::leaves, .at = now_, .reason = core::Reason::opted_out, .skipped = {}};
        } else if (!end_step(result, sequence, decided_.back().completed)) {
            steps_.add(index, std::move(result));
            return;
        } else {
            evaluation = evaluate_past_enrollments(row.run, sequence, result);
        }
    } else {
        finish(index, row, std::move(nothing));
    }
    result.left = evaluation.kind == StepEvaluation::Kind::leaves ? evaluation.reason : core::ReasonCode();
    if (!result.left.empty()) {
        subjects_.move_inside(row.run, sequence, false);
    }
    result.leaves_silently = evaluation.silent;
    result.at = evaluation.kind == StepEvaluation::Kind::stands ? evaluation.at : now_;
    steps_.add(index, std::move(result));
}

/* The first message waits: the conditions of the entry, which were asked when the delay ended, are not asked again. */
void Batch::keep_end_of_delay(std::size_t index, core::Run const &run, core::Automation const &sequence,
                              core::SequenceEntry const &known, bool delayed)
{
    if (!known.delayed || delayed) {
        return;
    }
    StepResult result;
    result.sequence = &sequence;
    result.entry = known;
    result.entry.end_delay(now_);
    result.put_off = true;
    steps_.add(index, std::move(result));
    steps_.keep(index, run);
}

StepEvaluation Batch::evaluate_past_enrollments(core::Run const &run, core::Automation const &sequence,
                                                StepResult &result)
{
    StepEvaluation evaluation =
        engine::evaluate_past_enrollments(run, sequence, result.entry, subjects_, result.enrollments, now_);
    result.skipped.insert(result.skipped.end(), evaluation.skipped.begin(), evaluation.skipped.end());
    return evaluation;
}

/* The message was blocked because its address is refused, and so is each one that may follow. */
bool Batch::leaves_by_refusal(core::SequenceEntry const &entry, core::Run const &run, core::Automation const &sequence,
                              FinishedRun &completed) const
{
    bool const refused = completed.outcome == Outcome::blocked && completed.reason == core::Reason::opted_out;
    if (!refused || !refuses_channels(run, sequence, entry, subjects_)) {
        return false;
    }
    completed.step = entry.step;
    return true;
}

/* The message of the step. False: it has not ended. */
bool Batch::end_message(core::SequenceEntry &entry, core::Automation const &sequence, std::string const &tenant) const
{
    EndedMessage const message = ended_message(*entry.message, tenant, now_);
    if (!message.ended) {
        return false;
    }
    // Replies and the next wait count from then: the sequence may have been disabled, or the worker away.
    core::end_message(*sequence.sequence, entry, message.out, message.at);
    return true;
}

/* The step is done or skipped. False: its message is queued or held, and the step ends with it. */
bool Batch::end_step(StepResult &result, core::Automation const &sequence, FinishedRun &completed) const
{
    completed.step = result.entry.step;
    bool const ran = completed.outcome == Outcome::ran;
    result.awaits_message = ran && completed.message && (completed.message->held || completed.recipient);
    bool const reaches_lead = ran && completed.message && !result.awaits_message && !completed.notice;
    core::end_step(*sequence.sequence, result.entry,
                   {.ran = ran, .awaits_message = result.awaits_message, .reaches_lead = reaches_lead}, now_);
    if (result.awaits_message) {
        result.entry.chain = chain_of(*completed.run);
    }
    return !result.awaits_message;
}

}  // namespace automation::engine
