#include "engine/queue/claims.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace automation::engine {

RefreshedClaims refresh_claims(ClaimSet &claims, std::vector<core::RunKey> const &keys, core::Instant now)
{
    RefreshedClaims found;
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
        claims.release(key);
    }
    found.gone.assign(gone.begin(), gone.end());
    return found;
}

bool claim_page(ClaimSet &claims, std::vector<QueueRow> page, std::size_t most, std::vector<QueueRow> &rows)
{
    for (std::size_t i = 0; i < page.size(); ++i) {
        if (rows.size() >= most) {
            return false;
        }
        ClaimKey const key = page[i].key();
        if (!claims.is_claimed(key.run)) {
            claims.claim(key);
            rows.push_back(std::move(page[i]));
        }
        // Not before the last row of this place: the others are read again, and passed by while we hold them.
        if (i + 1 == page.size() || page[i + 1].key().cursor() != key.cursor()) {
            claims.advance(key.cursor());
        }
    }
    return true;
}

bool claim_page(ClaimSet &claims, TenantTurns &turns, std::vector<QueueRow> page, bool last, std::size_t most,
                std::vector<QueueRow> &rows)
{
    bool const one = !page.empty() && std::all_of(page.begin(), page.end(), [&](QueueRow const &row) {
        return row.run.tenant == page.front().run.tenant;
    });
    auto const only = one ? std::optional(page.front().run.tenant) : std::nullopt;
    std::size_t const before = rows.size();
    bool const all = claim_page(claims, std::move(page), most, rows);
    for (std::size_t i = before; i < rows.size(); ++i) {
        turns.given(rows[i].key());
    }
    if (last && all) {
        turns.all_is_read();
    } else {
        turns.much_is_due(only, claims.cursor());
    }
    return all;
}

void give_turns(ClaimSet &claims, TenantTurns &turns, std::size_t most)
{
    for (ClaimKey const &key : turns.take(most)) {
        if (!claims.is_claimed(key.run)) {
            claims.claim(key);
            claims.mark_ready(key.run);
        }
    }
}

void note_ahead(ClaimSet const &claims, TenantTurns &turns, ReadAhead const &ahead, core::Instant began,
                core::Instant ended)
{
    for (ClaimKey const &key : ahead.rows) {
        if (!claims.is_claimed(key.run)) {
            turns.found(key);
        }
    }
    turns.has_read(ahead.last, ahead.to_end, began, ended);
}

}  // namespace automation::engine
