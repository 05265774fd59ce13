/* automation_row.hpp — a row of automations in a trigger, as validate.hpp wants it. */
#pragma once
#include "core/validate.hpp"
#include "signals/trigger_call.hpp"

namespace automation::signals {

[[nodiscard]] core::AutomationDraft draft_from(RowValues<pg::TableName::automations> const &row);

}  // namespace automation::signals
