/* released_runs.hpp — runs that have waited for a column of their lead. */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/base/types.hpp"

namespace automation::enqueue {

/** Makes those due now whose automation needs nothing any more that the lead has not, in the transaction that writes
 * the lead. */
void release_runs(core::LeadKey const &lead, core::Instant now);

/** Has the dispatcher look at those that are due once more when the transaction commits, and changes no row. */
void wake_for_runs(core::LeadKey const &lead, core::Instant now);

}  // namespace automation::enqueue
