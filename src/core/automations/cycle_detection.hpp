/* cycle_detection.hpp — rules that can set themselves off, seen when they are saved.
 *
 * Only a crm_update leads from one rule to others: to those of lead_status_changed if it sets the status, and to those
 * of lead_changed that name a field that it writes. What a rule's conditions ask beside is not known beforehand, so it
 * may hold: better a warning too many. The chain of causes stops a loop when it runs; this tells of it before.
 */
#pragma once
#include "core/automations/automation.hpp"

#include <span>
#include <string>
#include <vector>

namespace automation::core {

/** The shortest way on which `changed` sets itself off: `changed` first, not again at the end. Empty: there is none.
 *  `all` are the tenant's enabled automations, `changed` among them or not. */
[[nodiscard]] std::vector<Automation const *> find_cycle(Automation const &changed, std::span<Automation const> all);

/** What `from` writes that may set off `to`, in words: sets status "won", writes attributes.tier. Empty: nothing. */
[[nodiscard]] std::string cause_of(Automation const &from, Automation const &to);

}  // namespace automation::core
