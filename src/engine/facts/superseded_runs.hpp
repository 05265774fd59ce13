/* superseded_runs.hpp — which runs of a batch another waiting run takes the place of. */
#pragma once
#include "engine/queue/queue.hpp"

#include <set>
#include <vector>

namespace automation::engine {

/** One statement. Rows with a negative id are in no queue and are never superseded. */
[[nodiscard]] std::set<core::RunKey> superseded_runs(std::vector<QueueRow> const &rows);

}  // namespace automation::engine
