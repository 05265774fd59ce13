#include "core/sequences/step_moves.hpp"

#include <algorithm>

namespace automation::core {

namespace {

/* The present name of the step. `was` is ignored where the new name existed before the edit. */
std::optional<std::string> name_after(Sequence const &before, Sequence const &after, std::string const &name)
{
    auto const renamed = std::ranges::find_if(
        after.steps, [&](SequenceStep const &step) { return step.was == name && !before.find(step.name); });
    if (renamed != after.steps.end()) {
        return renamed->name;
    }
    return after.find(name) ? std::optional(name) : std::nullopt;
}

}  // namespace

std::map<std::string, std::optional<std::string>> step_moves(Sequence const &before, Sequence const &after)
{
    std::map<std::string, std::optional<std::string>> moves;
    for (StepIndex i = 0; i < before.steps.size(); ++i) {
        std::optional<std::string> to;
        for (std::optional<StepIndex> at = i; at && !to; at = before.steps[*at].next) {
            to = name_after(before, after, before.steps[*at].name);
        }
        if (to != before.steps[i].name) {
            moves.emplace(before.steps[i].name, to);
        }
    }
    return moves;
}

std::vector<std::string> steps_with_other_waits(Sequence const &before, Sequence const &after)
{
    std::vector<std::string> changed;
    for (SequenceStep const &step : before.steps) {
        auto const name = name_after(before, after, step.name);
        if (name && !is_same_wait(step.wait, after.steps[*after.find(*name)].wait)) {
            changed.push_back(*name);
        }
    }
    return changed;
}

}  // namespace automation::core
