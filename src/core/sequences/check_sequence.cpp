#include "core/sequences/check_sequence.hpp"

#include "core/sequences/sequence_reader.hpp"

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

}  // namespace automation::core
