/* sequence_checks.hpp — what is asked of a sequence when it is saved, beside what its JSON says. */
#pragma once
#include "core/automations/validate.hpp"

namespace automation::triggers {

/** Throws UserError: another sequence of the tenant has the name; a channel or a date column of a step does not exist.
 */
void check_sequence(core::Automation const &sequence);

/** NOTICEs of what may be saved and is rarely meant. `before`: its row, empty where it is new. */
void warn_of_sequence(core::Automation const &sequence, core::AutomationDraft const &before,
                      core::AutomationDraft const &after);

}  // namespace automation::triggers
