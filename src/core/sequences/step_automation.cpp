#include "core/sequences/step_automation.hpp"

#include "core/decisions/timing.hpp"
#include "core/sequences/wait_end.hpp"

namespace automation::core {

namespace {

/* What the sending window, absences and questions about opting out are asked by. */
Type type_of(Trigger trigger, StepWork work) noexcept
{
    if (work != StepWork::message) {
        return Type::crm_update;
    }
    switch (trigger) {
        case Trigger::booking_created:
        case Trigger::booking_reminder_hours:
            return Type::confirmation;
        case Trigger::session_completed:
            return Type::post_session;
        default:
            return Type::lead_followup;
    }
}

/* What follows a span is never too late: the span counts from when the step before has ended. */
std::optional<Micros> lateness_of(Automation const &sequence, SequenceStep const &step)
{
    constexpr std::chrono::days for_ever(36'525);
    constexpr std::chrono::hours by_default(24);
    return is_span(step.wait) ? Micros(for_ever) : sequence.max_lateness.value_or(by_default);
}

}  // namespace

Automation step_automation(Automation const &sequence, SequenceStep const &step)
{
    Automation automation;
    automation.id = sequence.id;
    automation.tenant = sequence.tenant;
    automation.name = sequence.name;
    automation.type = type_of(sequence.trigger, step.work);
    automation.trigger = sequence.trigger;
    automation.channel = step.channel.value_or(sequence.channel);
    automation.to = step.to;
    automation.subject_template = step.subject_template;
    automation.message_template = step.message_template;
    automation.ai_instructions = step.ai_instructions;
    automation.conditions = step.conditions;
    automation.actions = step.actions;
    automation.review = step.review.value_or(sequence.review);
    automation.stop_on_reply = false;  // the sequence ends, not the step
    automation.send_window = sequence.send_window;
    automation.max_lateness = lateness_of(sequence, step);
    automation.enabled = sequence.enabled;
    automation.version = sequence.version;
    automation.edited_at = sequence.edited_at;
    automation.step = step.name;
    return automation;
}

bool delays_entry(Automation const &sequence) noexcept
{
    return !sequence.delay.none() && !is_timed(sequence.trigger);
}

Automation entry_automation(Automation const &sequence)
{
    Automation automation = sequence;
    if (delays_entry(sequence)) {
        automation.delay = {};
    }
    return automation;
}

}  // namespace automation::core
