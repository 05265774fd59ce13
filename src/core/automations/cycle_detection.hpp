/* cycle_detection.hpp — rules that can set themselves off, seen when they are saved.
 *
 * Only a crm_update that sets the status leads from one rule to others: to those of lead_status_changed. What a rule's
 * conditions ask beside the status is not known beforehand, so it may hold: better a warning too many. The chain of
 * causes stops a loop when it runs; this tells of it before.
 */
#pragma once
#include "core/automations/automation.hpp"

#include <span>
#include <vector>

namespace automation::core {

/** The shortest way on which `changed` sets itself off: `changed` first, not again at the end. Empty: there is none.
 *  `all` are the tenant's enabled automations, `changed` among them or not. */
[[nodiscard]] std::vector<Automation const *> find_cycle(Automation const &changed, std::span<Automation const> all);

}  // namespace automation::core
