#include "engine/runs/step_results.hpp"

#include <algorithm>
#include <utility>

namespace automation::engine {

namespace {

FinishedRun record_of(StepResult const &result, RunSubject const &of, Outcome outcome)
{
    FinishedRun recorded;
    recorded.run = of.run;
    recorded.automation = result.sequence;
    recorded.lead = of.lead;
    recorded.booking = of.booking;
    recorded.outcome = outcome;
    return recorded;
}

}  // namespace

void StepResults::pass(std::size_t row, core::Run const &run, core::Automation const &sequence, core::Instant now)
{
    auto entry = load_entry(run.entry, run.tenant);
    auto const at = entry ? sequence.sequence->find(entry->step) : std::nullopt;
    if (!at) {
        return;
    }
    core::pass(*sequence.sequence, *entry, *at, now);
    StepResult result;
    result.sequence = &sequence;
    result.entry = *std::move(entry);
    result.at = now;
    add(row, std::move(result));
}

void StepResults::record_before(std::size_t row, RunSubject const &of, std::vector<FinishedRun> &recorded) const
{
    auto const found = results_.find(row);
    if (found != results_.end() && found->second.enters) {
        recorded.push_back(record_of(found->second, of, Outcome::entered));
    }
}

void StepResults::record_after(std::size_t row, RunSubject const &of, std::vector<FinishedRun> &recorded) const
{
    auto const found = results_.find(row);
    if (found == results_.end()) {
        return;
    }
    StepResult const &result = found->second;
    for (core::SkippedStep const &step : result.skipped) {
        FinishedRun skipped = record_of(result, of, Outcome::skipped);
        skipped.step = step.name;
        skipped.reason = step.reason;
        skipped.detail = step.detail;
        recorded.push_back(std::move(skipped));
    }
    for (StepEnrollment const &enrollment : result.enrollments) {
        FinishedRun enrolled = record_of(result, of, Outcome::enrolled);
        enrolled.step = enrollment.step;
        recorded.push_back(std::move(enrolled));
    }
    if (!result.left.empty() && !result.leaves_silently) {
        FinishedRun left = record_of(result, of, Outcome::left);
        left.reason = result.left;
        left.detail = result.left.code();
        left.step = result.entry.step;
        left.last_done = result.entry.done.empty() ? result.entry.step : result.entry.done.back();
        recorded.push_back(std::move(left));
    }
}

void StepResults::keep(std::size_t row, core::Run const &run)
{
    if (results_.contains(row)) {
        kept_.emplace(row, &run);
    }
}

void StepResults::end(core::Instant now) const
{
    std::vector<LeavingEntry> left;
    for (auto const &[row, run] : kept_) {
        StepResult const &result = results_.at(row);
        if (!result.enters && !result.left.empty()) {
            left.push_back({{core::EntryId{run->entry}, run->tenant}, result.left.code()});
        }
    }
    end_entries(left, now);
}

void StepResults::add_message(std::size_t row, std::int64_t message)
{
    auto const found = results_.find(row);
    if (found != results_.end() && found->second.awaits_message) {
        found->second.entry.message = core::MessageId{message};
    }
}

std::optional<core::Instant> StepResults::write(core::Instant now)
{
    std::vector<NewEntry> entered;
    std::vector<ChangedEntry> changed;
    for (auto const &[row, run] : kept_) {
        StepResult const &result = results_.at(row);
        if (result.enters) {
            entered.push_back({run, result.booking, result.anchor, result.entry});
        } else if (result.left.empty()) {
            changed.push_back({{core::EntryId{run->entry}, run->tenant}, result.entry});
        }
    }
    std::vector<std::int64_t> const ids = write_entries(entered, now);
    auto const ended = write_entries(changed);
    std::vector<StepRow> rows;
    std::optional<core::Instant> earliest;
    std::size_t next_id = 0;
    for (auto const &[row, run] : kept_) {
        StepResult const &result = results_.at(row);
        std::int64_t const entry = result.enters ? ids[next_id++] : run->entry;
        bool const stays = result.enters || !ended.contains({core::EntryId{entry}, run->tenant});
        if (stays && result.left.empty() && !result.awaits_message && !result.put_off) {
            rows.push_back({run, entry, result.entry.step, result.entry.entered_at, std::max(result.at, now)});
            earliest = std::min(earliest.value_or(rows.back().run_at), rows.back().run_at);
        }
        queue_enrollments(*run, result.enrollments, now);
        if (!result.enrollments.empty()) {
            earliest = now;
        }
    }
    queue_steps(rows);
    return earliest;
}

}  // namespace automation::engine
