/* lead_updates.hpp — what runs and deliveries do to leads, in the transaction that completes them. */
#pragma once
#include "engine/runs/completion.hpp"

#include <vector>

namespace automation::engine {

/** Writes the changes of the runs that have one. What they set off carries the chain of causes. */
void update_leads(std::vector<FinishedRun> const &completed, core::Instant now);

/** Messages to these leads are recorded or sent: contacted now, never backwards. In a transaction that has locked them.
 */
void move_last_contacted(std::vector<core::LeadKey> const &leads, core::Instant now);

}  // namespace automation::engine
