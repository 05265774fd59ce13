/* send_windows.hpp — sending windows that would never open are refused when they are saved. */
#pragma once
#include "core/automations/automation.hpp"
#include "core/crm/entities.hpp"

namespace automation::triggers {

/** Throws UserError where the quiet hours of the tenant cover the automation's own window. */
void check_window(core::Automation const &automation);

}  // namespace automation::triggers
