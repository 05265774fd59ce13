/* step_statistics.hpp — outcomes by step of a sequence, counted and folded as those of automations (statistics.hpp).
 *
 * A row of automation_stat_deltas with `steps` counts nothing else, so that runs of other automations cost no more.
 */
#pragma once
#include "core/base/types.hpp"
#include "engine/runs/completion.hpp"

#include <cstdint>
#include <vector>

#include "pg/sql/spi.hpp"

namespace automation::engine {

/** Appends what a batch counts by step; nothing where no step is among it. In its transaction. */
void append_step_counts(std::vector<FinishedRun> const &completed, core::Instant now);

/** Adds the rows of these automations to their days; how many there were. The automations are locked. */
[[nodiscard]] std::uint64_t fold_steps(pg::Param const &automations, pg::Param const &tenants);

}  // namespace automation::engine
