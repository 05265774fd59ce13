/* date_columns.hpp — a date_field that names no date of leads is refused when the automation is saved. */
#pragma once
#include "core/automations/automation.hpp"

namespace automation::triggers {

/** Throws UserError where the automation goes by a column that leads lacks or that holds no date. What stands in a
 *  document is not known before it is there. */
void check_date_column(core::Automation const &automation);

}  // namespace automation::triggers
