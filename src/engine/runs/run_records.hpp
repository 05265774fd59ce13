/* run_records.hpp — messages and activities: what people read of a run afterwards. */
#pragma once
#include "engine/runs/completion.hpp"

#include <cstdint>
#include <vector>

namespace automation::engine {

/** Writes the messages of runs that have one; their ids in the order of `completed`, 0 where there is none. */
[[nodiscard]] std::vector<std::int64_t> write_messages(std::vector<FinishedRun> const &completed, core::Instant now);

/** Writes one activity a run, and one more for a message that waits for approval. */
void write_activities(std::vector<FinishedRun> const &completed, std::vector<std::int64_t> const &messages,
                      core::Instant now);

}  // namespace automation::engine
