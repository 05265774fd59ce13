/* step_automation.hpp — a step of a sequence as an automation that runs now, so that it is decided on, written, sent
 * and recorded like any other. */
#pragma once
#include "core/automations/automation.hpp"
#include "core/sequences/sequence.hpp"

namespace automation::core {

/** Of a message or actions. It asks the step's own conditions, and nothing that was asked at the entry. */
[[nodiscard]] Automation step_automation(Automation const &sequence, SequenceStep const &step);

/** Whether the trigger's delay is the first wait. Of a timed trigger it only says when the event comes. */
[[nodiscard]] bool delays_entry(Automation const &sequence) noexcept;

/** What an event is decided by: the lead enters at once, and waits inside. */
[[nodiscard]] Automation entry_automation(Automation const &sequence);

}  // namespace automation::core
