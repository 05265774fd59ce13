/* date_columns.hpp — the columns of leads that a date_field may name. */
#pragma once
#include "core/automations/automation.hpp"

namespace automation::store {

/** Throws UserError where the automation goes by a column that leads lacks or that holds no date. What stands in a
 *  document is not known before it is there. */
void check_date_column(core::Automation const &automation);

}  // namespace automation::store
