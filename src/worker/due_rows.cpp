#include "worker/due_rows.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace automation::worker {

StillDue still_due(Backlog &backlog, std::vector<core::RunKey> const &keys, core::Instant now)
{
    StillDue found;
    if (keys.empty()) {
        return found;
    }
    std::unordered_set<core::RunKey> gone(keys.begin(), keys.end());
    for (QueueRow &row : read_rows(keys)) {
        if (row.run.run_at <= now) {
            gone.erase(row.run.key());
            found.rows.push_back(std::move(row));
        }
    }
    for (core::RunKey const &key : gone) {
        backlog.release(key);
    }
    found.gone.assign(gone.begin(), gone.end());
    return found;
}

bool take_up(Backlog &backlog, std::vector<QueueRow> page, std::size_t most, std::vector<QueueRow> &rows)
{
    for (std::size_t i = 0; i < page.size(); ++i) {
        if (rows.size() >= most) {
            return false;
        }
        Key const key = page[i].key();
        if (!backlog.holds(key.run)) {
            backlog.hold(key);
            rows.push_back(std::move(page[i]));
        }
        // Not before the last row of this place: the others are read again, and passed by while we hold them.
        if (i + 1 == page.size() || page[i + 1].key().cursor() != key.cursor()) {
            backlog.advance(key.cursor());
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
        turns.given(rows[i].key());
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
    for (Key const &key : turns.take(most)) {
        if (!backlog.holds(key.run)) {
            backlog.hold(key);
            backlog.ready(key.run);
        }
    }
}

void remember(Backlog const &backlog, TenantTurns &turns, ReadAhead const &ahead, core::Instant began,
              core::Instant ended)
{
    for (Key const &key : ahead.rows) {
        if (!backlog.holds(key.run)) {
            turns.found(key);
        }
    }
    turns.has_read(ahead.last, ahead.to_end, began, ended);
}

}  // namespace automation::worker
