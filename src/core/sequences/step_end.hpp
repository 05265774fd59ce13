/* step_end.hpp — the entry of a lead in a sequence, and how a completed or skipped step changes it.
 *
 * The dispatcher stores the result; automation_rehearse() keeps it in memory.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/decisions/decide.hpp"
#include "core/sequences/sequence.hpp"
#include "core/sequences/sequence_entry.hpp"

namespace automation::core {

/** The entry of a lead that an event lets in now. */
[[nodiscard]] SequenceEntry first_entry(Automation const &sequence, Run const &event, Instant now);

/** The outcome of a step. */
struct StepEnd {
    bool ran = false;             ///< the message was written, or the lead changed; else the step was skipped
    bool awaits_message = false;  ///< its message is queued or held: the lead stands at the step until it has ended
    bool reaches_lead = false;    ///< a message has reached the lead
};
/** Advances the entry past the step where it stands, unless that awaits its message. */
void end_step(Sequence const &sequence, SequenceEntry &entry, StepEnd const &end, Instant now);

/** The message of the entry's step has ended then. */
void end_message(Sequence const &sequence, SequenceEntry &entry, bool reached_lead, Instant at);

}  // namespace automation::core
