/* unknown_sequences.hpp — names of sequences in conditions, where no sequence has them. */
#pragma once
#include "core/automations/automation.hpp"

namespace automation::triggers {

/** Saved all the same: the sequence may be created later. Inside a session of the tables' owner, after the automation
 * was written. */
void warn_of_unknown_sequences(core::Automation const &automation);

}  // namespace automation::triggers
