#include "core/sequences/step_end.hpp"

#include "core/sequences/progress.hpp"
#include "core/sequences/step_automation.hpp"

namespace automation::core {

namespace {

void pass_step(Sequence const &sequence, SequenceEntry &entry, Instant now)
{
    if (auto const at = sequence.find(entry.step)) {
        pass(sequence, entry, *at, now);
    }
}

}  // namespace

SequenceEntry first_entry(Automation const &sequence, Run const &event, Instant now)
{
    SequenceEntry entry;
    entry.entered_at = event.event_at;
    entry.step = sequence.sequence->steps.front().name;
    entry.delayed = delays_entry(sequence);
    entry.reached_at = entry.delayed ? event.event_at : now;
    entry.images = entry.delayed ? event.images : std::string();
    return entry;
}

void end_step(Sequence const &sequence, SequenceEntry &entry, StepEnd const &end, Instant now)
{
    if (end.ran) {
        entry.done.push_back(entry.step);
    }
    if (end.reaches_lead) {
        entry.last_message_at = now;
    }
    if (!end.awaits_message) {
        pass_step(sequence, entry, now);
    }
}

void end_message(Sequence const &sequence, SequenceEntry &entry, bool reached_lead, Instant at)
{
    if (reached_lead) {
        entry.last_message_at = at;
    }
    pass_step(sequence, entry, at);
    entry.message.reset();
    entry.chain.clear();
}

}  // namespace automation::core
