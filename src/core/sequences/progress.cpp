#include "core/sequences/progress.hpp"

#include "core/sequences/split_arm.hpp"
#include "core/time/time_format.hpp"

#include <algorithm>

namespace automation::core {

namespace {

bool holds(Occasions const &events, SequenceFacts const &facts, Instant since)
{
    return (events.reply && facts.has_replied(since)) || (events.booking && facts.has_booked(since)) ||
           std::ranges::any_of(events.conditions,
                               [&](Conditions const &conditions) { return conditions.match(facts.fields()); });
}

/* One evaluation, step by step. */
class Walk {
 public:
    Walk(Sequence const &sequence, SequenceEntry &entry, SequenceFacts const &facts, SequencePerson const &person)
        : sequence_(sequence), entry_(entry), facts_(facts), person_(person)
    {}

    [[nodiscard]] Progress go()
    {
        auto at = sequence_.find(entry_.step);
        while (at) {
            SequenceStep const &step = sequence_.steps[*at];
            if (!wait(step)) {
                progress_.kind = Progress::Kind::waits;
                progress_.step = *at;
                return std::move(progress_);
            }
            if (works(step)) {
                progress_.kind = step.work == StepWork::exit ? Progress::Kind::exits : Progress::Kind::works;
                progress_.step = *at;
                return std::move(progress_);
            }
            at = next_;
            entry_.go_to(at ? sequence_.steps[*at].name : std::string(), person_.now);
            if (at && person_.leaves && person_.leaves(entry_)) {
                progress_.kind = Progress::Kind::leaves;
                progress_.step = *at;
                return std::move(progress_);
            }
        }
        entry_.step.clear();
        progress_.kind = Progress::Kind::finished;
        return std::move(progress_);
    }

 private:
    /* False: the wait is not over. */
    bool wait(SequenceStep const &step)
    {
        progress_.at = entry_.reached_at;
        next_.reset();
        passed_by_ = false;
        if (!step.wait) {
            return true;
        }
        if (auto const *const awaited = std::get_if<EventWait>(&*step.wait)) {
            return wait_for(step, *awaited);
        }
        auto const *const of_moment = std::get_if<MomentWait>(&*step.wait);
        auto const moment = of_moment ? facts_.moment(*of_moment) : std::nullopt;
        if (entry_.waited && entry_.moment && moment != entry_.moment) {
            entry_.waited = false;  // moved since, before the message was sent
            entry_.waits = true;
        }
        WaitEnd end = wait_end(
            *step.wait, {.reached = entry_.reached_at, .now = person_.now, .waits = entry_.waits, .moment = moment},
            person_.zone);
        if (entry_.edited && end.kind != WaitEnd::Kind::no_date && end.at < person_.now) {
            end = {WaitEnd::Kind::at, person_.now};  // an edit makes nobody late
        }
        progress_.at = end.at;
        if (entry_.waited) {
            return true;
        }
        if (end.kind != WaitEnd::Kind::at) {
            skip(step, end.kind == WaitEnd::Kind::no_date ? Reason::no_date : Reason::too_late,
                 end.kind == WaitEnd::Kind::no_date
                     ? "there is no moment to wait for"
                     : "its moment was at " + iso_8601(end.at, person_.zone) + ", before the step was reached");
            return true;
        }
        entry_.waited = end.at <= person_.now;
        entry_.waits = !entry_.waited;
        entry_.moment = entry_.waited ? moment : std::nullopt;
        return entry_.waited;
    }

    bool wait_for(SequenceStep const &step, EventWait const &wait)
    {
        bool const has_come = holds(wait.events, facts_, entry_.counts_from());
        progress_.at =
            wait_end(*step.wait, {.reached = entry_.reached_at, .now = person_.now, .moment = {}}, person_.zone).at;
        if (has_come && wait.events.reply) {
            entry_.answered_at = person_.now;
        }
        if (!has_come && progress_.at > person_.now) {
            entry_.waits = true;
            return false;
        }
        next_ = first_of(step, has_come ? 0 : 1);
        return true;
    }

    /* True: the caller has something to do. Otherwise next_ says where it goes on. */
    bool works(SequenceStep const &step)
    {
        if (passed_by_) {
            next_ = step.next;
            return false;
        }
        if (!step.conditions.empty() && !step.conditions.match(facts_.fields())) {
            skip(step, Reason::conditions, "the conditions of the step do not hold");
            next_ = step.next;
            return false;
        }
        switch (step.work) {
            case StepWork::branch:
                next_ = first_of(step, step.test.match(facts_.fields()) ? 0 : 1);
                return false;
            case StepWork::split:
                next_ = first_of(step, arm_of(step));
                return false;
            case StepWork::wait_for:
                return false;
            case StepWork::pause:
                next_ = step.next;
                return false;
            case StepWork::exit:
                return true;
            default:
                next_ = step.next;
                return !entry_.has_done(step.name);
        }
    }

    /* Once in an arm, always in it; where the arm is gone, in another one. */
    std::size_t arm_of(SequenceStep const &step)
    {
        if (auto const known = entry_.arms.find(step.name); known != entry_.arms.end()) {
            auto const arm = std::ranges::find(step.branches, known->second, &Branch::name);
            if (arm != step.branches.end()) {
                return static_cast<std::size_t>(arm - step.branches.begin());
            }
        }
        std::size_t const arm = split_arm(step, person_.lead, person_.salt);
        entry_.arms[step.name] = step.branches[arm].name;
        return arm;
    }

    void skip(SequenceStep const &step, Reason reason, std::string detail)
    {
        passed_by_ = true;
        progress_.skipped.push_back({step.name, reason, std::move(detail)});
    }

    Sequence const &sequence_;
    SequenceEntry &entry_;
    SequenceFacts const &facts_;
    SequencePerson const &person_;
    Progress progress_;
    std::optional<StepIndex> next_;
    bool passed_by_ = false;
};

}  // namespace

Progress proceed(Sequence const &sequence, SequenceEntry &entry, SequenceFacts const &facts,
                 SequencePerson const &person)
{
    return Walk(sequence, entry, facts, person).go();
}

void pass(Sequence const &sequence, SequenceEntry &entry, StepIndex step, Instant now)
{
    auto const next = sequence.steps[step].next;
    entry.go_to(next ? sequence.steps[*next].name : std::string(), now);
}

bool moment_was_moved(Sequence const &sequence, SequenceEntry const &entry, SequenceFacts const &facts)
{
    auto const at = entry.moment ? sequence.find(entry.step) : std::nullopt;
    auto const *const wait =
        at && sequence.steps[*at].wait ? std::get_if<MomentWait>(&*sequence.steps[*at].wait) : nullptr;
    return wait != nullptr && facts.moment(*wait) != entry.moment;
}

std::optional<Reason> reason_to_leave(Sequence const &sequence, SequenceEntry const &entry, SequenceFacts const &facts,
                                      bool stop_on_reply)
{
    if (holds(sequence.goal, facts, entry.entered_at)) {
        return Reason::goal;
    }
    if (holds(sequence.exit, facts, entry.entered_at)) {
        return Reason::exit;
    }
    auto const at = sequence.find(entry.step);
    auto const *const wait =
        at && sequence.steps[*at].wait ? std::get_if<EventWait>(&*sequence.steps[*at].wait) : nullptr;
    bool const waits_for_it = wait != nullptr && wait->events.reply;
    bool const replied = stop_on_reply && !waits_for_it && facts.has_replied(entry.counts_from());
    return replied ? std::optional(Reason::replied) : std::nullopt;
}

}  // namespace automation::core
