/* sequence_edits.hpp — a sequence is edited or deleted while leads are inside. */
#pragma once
#include "core/automations/validate.hpp"

#include <cstdint>
#include <string_view>

namespace automation::triggers {

/** The sequence was disabled, and is enabled: a NOTICE says for how many a step is overdue, and no more of them than
 *  automation.max_runs_per_minute are due in each minute. */
void limit_overdue_steps(core::Automation const &sequence, core::Instant now);

/** Leads at a step that is gone or has another name go where step_moves() says, and those whose wait has changed are
 *  evaluated again after the commit. Waiting messages of steps that are gone are cancelled. In a session of
 * the tables' owner. */
void follow_edit(core::Automation const &was, core::Automation const &is, core::Instant now);

/** How many are inside. */
[[nodiscard]] std::int64_t count_inside(core::AutomationKey const &sequence);

/** All leave. */
void end_sequence(core::AutomationDraft const &sequence, std::string_view reason, core::Instant now);

}  // namespace automation::triggers
