/* rehearsal.hpp — what a lead will get from a sequence, step by step, by the facts as they are.
 *
 * Takes the turns of the dispatcher with a clock of its own: nothing is locked, written or sent. Nobody replies and
 * nobody books; a message leaves when it is due, and what a person approves is approved at once.
 */
#pragma once
#include "engine/facts/automation_cache.hpp"
#include "engine/sequences/step_evaluation.hpp"

#include "core/sequences/sequence_entry.hpp"

#include <optional>
#include <string>
#include <vector>

namespace automation::engine {

/** A step that is done, or why it is not; or why the lead leaves. */
struct RehearsedStep {
    std::string step = {};  ///< empty: none is left, or none was reached
    core::Instant due = {};
    core::NullableText channel = {}, subject = {}, body = {};
    std::string origin = {};  ///< of a message: what writes it; of actions crm_update
    bool would_run = false;
    core::ReasonCode reason = {};
};

/** Where it begins: a row of the queue, and the entry that it is about. */
struct RehearsalStart {
    core::Run run;  ///< at entry.step; of the lead and the booking below
    core::SequenceEntry entry;
    core::Lead lead;
    std::optional<core::Booking> booking = {};
};

/** All that comes, in order. `automations` has the sequence. A message that the entry stands at has left. */
[[nodiscard]] std::vector<RehearsedStep> rehearse(RehearsalStart start, AutomationCache const &automations,
                                                  core::Instant now);

/** The row of a lead that enters a sequence now. */
[[nodiscard]] core::Run run_of_entry(core::Run const &event, core::SequenceEntry const &entry, core::Instant at);

}  // namespace automation::engine
