#include "worker/due_rows.hpp"

#include <unordered_set>
#include <utility>

namespace automation::worker {

StillDue still_due(Backlog &backlog, std::vector<core::RunId> const &ids, core::Instant now)
{
    StillDue found;
    if (ids.empty()) {
        return found;
    }
    std::unordered_set<core::RunId> gone(ids.begin(), ids.end());
    for (QueueRow &row : read_rows(ids)) {
        if (row.run.run_at <= now) {
            gone.erase(row.run.id);
            found.rows.push_back(std::move(row));
        }
    }
    for (core::RunId const id : gone) {
        backlog.release(id);
    }
    found.gone.assign(gone.begin(), gone.end());
    return found;
}

bool take_up(Backlog &backlog, std::vector<QueueRow> page, std::size_t most, std::vector<QueueRow> &rows)
{
    for (QueueRow &row : page) {
        if (rows.size() >= most) {
            return false;
        }
        backlog.advance(row.key());
        if (!backlog.holds(row.run.id)) {
            backlog.hold(row.key());
            rows.push_back(std::move(row));
        }
    }
    return true;
}

}  // namespace automation::worker
