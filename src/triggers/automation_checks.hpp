/* automation_checks.hpp — checks of what a message is written and sent with, for automations and steps of sequences. */
#pragma once
#include "core/automations/automation.hpp"
#include "core/sequences/sequence.hpp"

#include <optional>
#include <string>

namespace automation::triggers {

/** Throws UserError where it writes messages by a channel that does not exist. */
void check_channel(core::Automation const &automation);

/** NOTICEs tags of the template that are text because they are misspelled, and a variable that runs for the trigger
 * never have. `named`: "automation \"Welcome\"". */
void warn_of_template(std::string const &named, char const *column, std::optional<core::Template> const &written,
                      core::Trigger trigger);

/** NOTICEs a condition that no event of the trigger meets. */
void warn_of_conditions(std::string const &named, core::Conditions const &conditions, core::Trigger trigger);
/** The same of the conditions of a step, or of its `if`. */
void warn_of_step_conditions(std::string const &named, core::SequenceStep const &step, core::Trigger trigger);

}  // namespace automation::triggers
