#include "engine/runs/step_results.hpp"

#include <algorithm>
#include <utility>

namespace automation::engine {

namespace {

FinishedRun told_of(StepResult const &result, RunSubject const &of, Outcome outcome)
{
    FinishedRun told;
    told.run = of.run;
    told.automation = result.sequence;
    told.lead = of.lead;
    told.booking = of.booking;
    told.outcome = outcome;
    return told;
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

void StepResults::tell_before(std::size_t row, RunSubject const &of, std::vector<FinishedRun> &told) const
{
    auto const found = results_.find(row);
    if (found != results_.end() && found->second.enters) {
        told.push_back(told_of(found->second, of, Outcome::entered));
    }
}

void StepResults::tell_after(std::size_t row, RunSubject const &of, std::vector<FinishedRun> &told) const
{
    auto const found = results_.find(row);
    if (found == results_.end()) {
        return;
    }
    StepResult const &result = found->second;
    for (core::SkippedStep const &step : result.skipped) {
        FinishedRun skipped = told_of(result, of, Outcome::skipped);
        skipped.step = step.name;
        skipped.reason = step.reason;
        skipped.detail = step.detail;
        told.push_back(std::move(skipped));
    }
    if (!result.left.empty() && !result.leaves_silently) {
        FinishedRun left = told_of(result, of, Outcome::left);
        left.reason = result.left;
        left.detail = result.left.code();
        told.push_back(std::move(left));
    }
}

void StepResults::keep(std::size_t row, core::Run const &run, std::int64_t message)
{
    auto const found = results_.find(row);
    if (found == results_.end()) {
        return;
    }
    kept_.push_back({&run, std::move(found->second)});
    if (kept_.back().result.awaits_message) {
        kept_.back().result.entry.message = core::MessageId{message};
    }
}

std::optional<core::Instant> StepResults::write(core::Instant now)
{
    std::vector<NewEntry> entered;
    std::vector<ChangedEntry> changed;
    for (Kept const &kept : kept_) {
        StepResult const &result = kept.result;
        if (result.enters) {
            entered.push_back({kept.run, result.booking, result.anchor, result.entry});
        } else {
            changed.push_back({kept.run->entry, kept.run->tenant, result.entry, result.left.code()});
        }
    }
    std::vector<std::int64_t> const ids = write_entries(entered, now);
    auto const inside = write_entries(changed, now);
    std::vector<StepRow> rows;
    std::size_t next_id = 0;
    for (Kept const &kept : kept_) {
        StepResult const &result = kept.result;
        std::int64_t const entry = result.enters ? ids[next_id++] : kept.run->entry;
        bool const stays = result.enters || inside.contains({kept.run->tenant, entry});
        if (stays && result.left.empty() && !result.awaits_message) {
            rows.push_back({kept.run, entry, result.entry.step, result.entry.entered_at, std::max(result.at, now)});
        }
    }
    queue_steps(rows);
    std::optional<core::Instant> earliest;
    for (Kept const &kept : kept_) {
        queue_enrollments(*kept.run, kept.result.enrollments, now);
        if (!kept.result.enrollments.empty()) {
            earliest = now;
        }
    }
    for (StepRow const &row : rows) {
        earliest = std::min(earliest.value_or(row.run_at), row.run_at);
    }
    return earliest;
}

}  // namespace automation::engine
