/* automation_tuple.hpp — a row of automations in a trigger, as validate.hpp wants it. */
#pragma once
#include "core/automations/validate.hpp"
#include "triggers/trigger_context.hpp"

namespace automation::triggers {

[[nodiscard]] core::AutomationDraft draft_from(RowValues<pg::TableName::automations> const &row);

}  // namespace automation::triggers
