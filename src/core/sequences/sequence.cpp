#include "core/sequences/sequence.hpp"

#include <algorithm>
#include <iterator>

namespace automation::core {

std::optional<StepIndex> Sequence::find(std::string_view name) const noexcept
{
    auto const at = std::ranges::find(steps, name, &SequenceStep::name);
    return at == steps.end() ? std::nullopt : std::optional(static_cast<StepIndex>(at - steps.begin()));
}

std::vector<std::string> sequences_asked_for(Sequence const &sequence)
{
    std::vector<std::string> names;
    auto const add = [&](Conditions const &conditions) {
        std::ranges::move(conditions.sequences(), std::back_inserter(names));
    };
    for (SequenceStep const &step : sequence.steps) {
        add(step.conditions);
        add(step.test);
    }
    for (Occasions const *const occasions : {&sequence.exit, &sequence.goal}) {
        std::ranges::for_each(occasions->conditions, add);
    }
    return names;
}

std::optional<StepIndex> first_of(SequenceStep const &step, std::size_t branch) noexcept
{
    return branch < step.branches.size() && step.branches[branch].first ? step.branches[branch].first : step.next;
}

namespace {

void visit(Sequence const &sequence, std::optional<StepIndex> from, std::vector<bool> &seen)
{
    // Steps behind are later in the list: the recursion is as deep as branches are.
    while (from && !seen[*from]) {
        seen[*from] = true;
        SequenceStep const &step = sequence.steps[*from];
        if (step.work == StepWork::exit) {
            return;
        }
        for (std::size_t i = 0; i < step.branches.size(); ++i) {
            visit(sequence, first_of(step, i), seen);
        }
        from = step.branches.empty() ? step.next : std::nullopt;
    }
}

}  // namespace

bool may_reach(Sequence const &sequence, StepIndex from, StepIndex to)
{
    std::vector<bool> seen(sequence.steps.size());
    visit(sequence, from, seen);
    return seen[to];
}

}  // namespace automation::core
