/* automation_checks.hpp — checks of what a message is written and sent with, for automations and steps of sequences. */
#pragma once
#include "core/automations/automation.hpp"

#include <optional>
#include <string>

namespace automation::triggers {

/** Throws UserError where it writes messages by a channel that does not exist. */
void check_channel(core::Automation const &automation);

/** NOTICEs tags of its templates that are text because they are misspelled. `named`: "automation \"Welcome\"". */
void warn_of_misspelled_tags(std::string const &named, char const *column,
                             std::optional<core::Template> const &written);

}  // namespace automation::triggers
