/* due_rows.hpp — due rows of automation_queue into a backlog's hands, in the current transaction. */
#pragma once
#include "worker/backlog.hpp"
#include "worker/queue.hpp"

#include <vector>

namespace automation::worker {

struct StillDue {
    std::vector<QueueRow> rows;
    std::vector<core::RunId> gone;
};
/** Of rows that are in our hands, those that are due. What was cancelled meanwhile, or moved to a later time, is `gone`
 *  and released. */
[[nodiscard]] StillDue still_due(Backlog &backlog, std::vector<core::RunId> const &ids, core::Instant now);

/** Appends to `rows` what of a page is in nobody's hands yet, until there are `most`, and moves the cursor. False when
 *  there was no room for all of it. */
[[nodiscard]] bool take_up(Backlog &backlog, std::vector<QueueRow> page, std::size_t most, std::vector<QueueRow> &rows);

}  // namespace automation::worker
