/* check_sequence.hpp — from the columns of a row to an automation that can run, the steps of a sequence included. */
#pragma once
#include "core/automations/validate.hpp"

#include <string>
#include <vector>

namespace automation::core {

/** As check(), and of a sequence its steps, exit and goal. Throws UserError. */
[[nodiscard]] Automation check_with_steps(AutomationDraft const &draft);

/** The names of sequences in conditions on `inside` and in steps that enroll: sorted, each once. */
[[nodiscard]] std::vector<std::string> sequences_named(Automation const &automation);

}  // namespace automation::core
