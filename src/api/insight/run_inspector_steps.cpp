/* run_inspector_steps.cpp — the part of the inspector that is about sequences. */
#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/sequences/step_automation.hpp"
#include "core/time/time_format.hpp"

#include "api/insight/run_inspector.hpp"

#include <algorithm>
#include <array>

namespace automation::api {

namespace {

bool is_tested(core::SequenceStep const &step)
{
    return step.work == core::StepWork::message || step.work == core::StepWork::actions;
}

std::string meaning_of(core::Reason reason)
{
    for (core::ReasonEntry const &entry : core::reason_entries()) {
        if (entry.reason == reason) {
            return std::string(entry.meaning);
        }
    }
    return {};
}

bool is_of_event(std::string_view check)
{
    constexpr std::array<std::string_view, 6> checks{"trigger", "moment",   "newest run",
                                                     "reply",   "max_runs", "cooldown"};
    return std::ranges::find(checks, check) != checks.end();
}

core::Step ok_step(char const *name, std::string detail)
{
    return {.name = name, .ok = true, .detail = std::move(detail), .reason = {}, .hint = {}};
}

}  // namespace

core::Automation const *RunInspector::sequence() const
{
    auto const &automation = automations_.at(run_.automation_key()).automation;
    return automation->type == core::Type::sequence ? &*automation : nullptr;
}

void RunInspector::check_step() const
{
    if (!asked_step_) {
        return;
    }
    core::Automation const *const sequence = this->sequence();
    if (sequence == nullptr) {
        throw core::UserError("automation " + std::to_string(number(run_.automation)) + " has no steps", "",
                              "Omit step, which is for automations of type \"sequence\".");
    }
    auto const &steps = sequence->sequence->steps;
    auto const at = sequence->sequence->find(*asked_step_);
    if (at && is_tested(steps[*at])) {
        return;
    }
    std::vector<std::string_view> names;
    for (core::SequenceStep const &known : steps) {
        if (is_tested(known)) {
            names.push_back(known.name);
        }
    }
    throw core::UserError(
        at ? "step " + core::quote_value(*asked_step_) + " has neither a message nor actions"
           : "sequence " + core::quote_value(sequence->name) + " has no step " + core::quote_value(*asked_step_),
        "", core::hint_for(*asked_step_, names, "Steps with a message or actions are"));
}

/* The entry that is due first. */
bool RunInspector::expect_step(std::optional<core::BookingId> booking)
{
    core::Automation const *const sequence = this->sequence();
    if (sequence == nullptr) {
        return false;
    }
    auto entries = entries_of(run_.automation_key(), run_.lead_key(), booking);
    auto const first = std::ranges::min_element(entries, {}, [](InsideLead const &one) { return one.run.run_at; });
    if (first == entries.end()) {
        return false;
    }
    inside_ = std::move(*first);
    run_ = inside_->run;
    run_.step = inside_->stored.entry.step;
    if (auto const at = sequence->sequence->find(run_.step)) {
        step_ = core::step_automation(*sequence, sequence->sequence->steps[*at]);
    }
    basis_ = Basis::queued;
    at_ = inside_->stored.entry.message ? now_ : std::max(now_, run_.run_at);
    subjects_.load_unlocked({engine::QueueRow{run_, {}}}, automations_, loaded_);
    go_to_end_of_wait();
    return true;
}

/* A write to the lead makes the row due, to be looked at: its wait may last. */
void RunInspector::go_to_end_of_wait()
{
    core::SequenceEntry entry = inside_->stored.entry;
    if (entry.message || subjects_.lead(run_) == nullptr) {
        return;
    }
    engine::StepEvaluation const evaluation = engine::evaluate_step(run_, *sequence(), entry, subjects_, now_);
    if (evaluation.kind == engine::StepEvaluation::Kind::stands && entry.step == run_.step) {
        run_.run_at = std::max(run_.run_at, evaluation.at);
        at_ = std::max(at_, run_.run_at);
    }
}

/* Of a test: the step that is asked about, else the first that writes, else the first that does anything. */
void RunInspector::name_step()
{
    auto const &steps = sequence()->sequence->steps;
    auto const named = std::ranges::find_if(steps, [&](core::SequenceStep const &step) {
        return asked_step_ ? step.name == *asked_step_ : step.work == core::StepWork::message;
    });
    auto const found = named != steps.end() ? named : std::ranges::find_if(steps, is_tested);
    if (found == steps.end()) {
        throw core::UserError("sequence " + core::quote_value(sequence()->name) + " has neither a message nor actions",
                              "", "Call automation_explain() or automation_rehearse().");
    }
    run_.step = found->name;
    step_ = core::step_automation(*sequence(), *found);
}

void RunInspector::add_sequence_steps(std::vector<core::Step> &steps) const
{
    std::vector<core::Step> more;
    if (run_.of_step()) {
        // What only an event is asked says nothing of a step.
        std::erase_if(steps, [](core::Step const &step) { return step.ok && is_of_event(step.name); });
        steps.front().detail =
            core::quote_value(sequence()->name) + ", sequence, version " + std::to_string(sequence()->version);
        more.push_back(place_step());
    }
    if (subjects_.lead(run_) != nullptr) {
        more.push_back(leaving_step());
    }
    // What is gone comes first.
    constexpr std::size_t existence = 2;
    auto const at = static_cast<std::ptrdiff_t>(std::min(existence, steps.size()));
    steps.insert(steps.begin() + at, std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

core::Step RunInspector::place_step() const
{
    std::string detail = core::quote_value(run_.step);
    if (inside_) {
        core::SequenceEntry const &entry = inside_->stored.entry;
        detail += ", reached at " + core::iso_8601(entry.reached_at, subjects_.zone(run_));
        detail += entry.message ? "; message " + std::to_string(number(*entry.message)) + " has not ended" : "";
    }
    return ok_step("step", std::move(detail));
}

/* Goal and exit; of a lead that is inside whatever else ends it. */
core::Step RunInspector::leaving_step() const
{
    core::ReasonCode reason;
    if (inside_) {
        core::SequenceEntry entry = inside_->stored.entry;
        if (entry.delayed) {
            reason = engine::evaluate_step(run_, *sequence(), entry, subjects_, at_).reason;
        } else if (auto const found = engine::reason_to_leave(run_, *sequence(), entry, subjects_, at_)) {
            reason = *found;
        }
    } else {
        reason = why_not_enter({}, run_, *sequence(), subjects_, at_);
        // A test is of a step, wherever the lead stands.
        reason = asked_ == Asked::event_now && reason == core::Reason::inside ? core::ReasonCode() : reason;
    }
    char const *const name = inside_ || asked_ == Asked::event_now ? "leaving" : "entry";
    if (reason.empty()) {
        auto const &steps = *sequence()->sequence;
        return ok_step(name,
                       steps.goal.none() && steps.exit.none() ? "no goal and no exit" : "neither goal nor exit holds");
    }
    return {.name = name, .ok = false, .detail = meaning_of(reason.reason()), .reason = reason, .hint = {}};
}

}  // namespace automation::api
