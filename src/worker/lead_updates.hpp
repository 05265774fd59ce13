/* lead_updates.hpp — what crm_update automations do to leads, in the transaction that completes their runs. */
#pragma once
#include "worker/completion.hpp"

#include <vector>

namespace automation::worker {

/** Writes the changes of the runs that have one. What they set off carries the chain of causes. */
void update_leads(std::vector<Completed> const &completed, core::Instant now);

}  // namespace automation::worker
