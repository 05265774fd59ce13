/* waiting_runs.hpp — what saving or deleting a rule does to the runs that wait for it. As the owner of the tables. */
#pragma once
#include "core/automations/validate.hpp"

#include <string>
#include <string_view>

namespace automation::triggers {

/** Takes all of them out of the queue and tells each lead why; what no first look has seen goes without a word. */
void cancel_runs(core::AutomationDraft const &rule, std::string_view reason, std::string_view detail);

/** Moves them to where the new delay puts them, by their events. */
void reschedule_runs(core::Automation const &automation);

/** Forgets what was found of moments later than `now`: it is found again as the rule now has it. */
void delete_unevaluated(core::AutomationId automation, std::string const &tenant, core::Instant now);

/** The clock of a tenant (empty: of all) is another one: what depends on it is found anew. */
void rescan_tenant(std::string const &tenant, core::Instant now);

}  // namespace automation::triggers
