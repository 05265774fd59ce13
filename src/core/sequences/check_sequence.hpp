/* check_sequence.hpp — from the columns of a row to an automation that can run, the steps of a sequence included. */
#pragma once
#include "core/automations/validate.hpp"

namespace automation::core {

/** As check(), and of a sequence its steps, exit and goal. Throws UserError. */
[[nodiscard]] Automation check_with_steps(AutomationDraft const &draft);

}  // namespace automation::core
