#include "core/sequences/check_sequence.hpp"

#include "core/sequences/sequence_reader.hpp"

#include <algorithm>
#include <iterator>

namespace automation::core {

Automation check_with_steps(AutomationDraft const &draft)
{
    Automation automation = check(draft);
    if (automation.type == Type::sequence) {
        automation.sequence = std::make_shared<Sequence const>(
            read_sequence(*draft.steps, draft.exit.value_or("null"), draft.goal.value_or("null"), automation.channel));
    }
    return automation;
}

std::vector<std::string> sequences_named(Automation const &automation)
{
    std::vector<std::string> names = automation.conditions.sequences();
    if (automation.sequence) {
        std::ranges::move(sequences_asked_for(*automation.sequence), std::back_inserter(names));
        for (SequenceStep const &step : automation.sequence->steps) {
            if (step.work == StepWork::enroll) {
                names.push_back(step.enroll);
            }
        }
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace automation::core
