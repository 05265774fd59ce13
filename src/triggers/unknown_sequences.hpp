/* unknown_sequences.hpp — names of sequences in other automations, where no sequence has them. */
#pragma once
#include "core/automations/automation.hpp"
#include "core/automations/validate.hpp"

namespace automation::triggers {

/** Saved all the same: the sequence may be created later. Inside a session of the tables' owner, after the automation
 * was written. */
void warn_of_unknown_sequences(core::Automation const &automation);

/** A sequence was deleted or has another name: which automations name it. As above. */
void warn_of_lost_sequence(core::AutomationDraft const &gone);

}  // namespace automation::triggers
