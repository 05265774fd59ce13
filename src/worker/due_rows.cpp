#include "worker/due_rows.hpp"

#include <algorithm>
#include <optional>
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

bool take_up(Backlog &backlog, TenantTurns &turns, std::vector<QueueRow> page, bool last, std::size_t most,
             std::vector<QueueRow> &rows)
{
    bool const one = !page.empty() && std::all_of(page.begin(), page.end(), [&](QueueRow const &row) {
        return row.run.tenant == page.front().run.tenant;
    });
    auto const only = one ? std::optional(page.front().run.tenant) : std::nullopt;
    std::size_t const before = rows.size();
    bool const all = take_up(backlog, std::move(page), most, rows);
    for (std::size_t i = before; i < rows.size(); ++i) {
        turns.given(rows[i].key(), rows[i].run.tenant);
    }
    if (last && all) {
        turns.all_is_read();
    } else {
        turns.much_is_due(only, backlog.cursor());
    }
    return all;
}

void give_turns(Backlog &backlog, TenantTurns &turns, std::size_t most)
{
    for (Key const key : turns.take(most)) {
        if (!backlog.holds(key.id)) {
            backlog.hold(key);
            backlog.ready(key.id);
        }
    }
}

void remember(Backlog const &backlog, TenantTurns &turns, ReadAhead const &ahead, core::Instant began,
              core::Instant ended)
{
    for (ReadAhead::Row const &row : ahead.rows) {
        if (!backlog.holds(row.key.id)) {
            turns.found(row.key, row.tenant);
        }
    }
    turns.has_read(ahead.last, ahead.to_end, began, ended);
}

}  // namespace automation::worker
