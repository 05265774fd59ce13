/* claims.hpp — due rows of automation_queue claimed, in the current transaction. */
#pragma once
#include "engine/queue/claim_set.hpp"
#include "engine/queue/queue.hpp"
#include "engine/queue/tenant_turns.hpp"

#include <vector>

namespace automation::engine {

struct RefreshedClaims {
    std::vector<QueueRow> rows;
    std::vector<core::RunKey> gone;
};
/** Of rows that are in our hands, those that are due. What was cancelled meanwhile, or moved to a later time, is `gone`
 *  and released. */
[[nodiscard]] RefreshedClaims refresh_claims(ClaimSet &claims, std::vector<core::RunKey> const &keys,
                                             core::Instant now);

/** Appends to `rows` what of a page is in nobody's hands yet, until there are `most`, and moves the cursor. False when
 *  there was no room for all of it: what stands at one place of the cursor is passed together. */
[[nodiscard]] bool claim_page(ClaimSet &claims, std::vector<QueueRow> page, std::size_t most,
                              std::vector<QueueRow> &rows);
/** The same, for tenants that take turns. `last`: nothing is due after the page. */
[[nodiscard]] bool claim_page(ClaimSet &claims, TenantTurns &turns, std::vector<QueueRow> page, bool last,
                              std::size_t most, std::vector<QueueRow> &rows);
/** Takes into hand those whose turn it is among `most`: they are ready. */
void give_turns(ClaimSet &claims, TenantTurns &turns, std::size_t most);
/** Remembers what was read ahead between these moments, unless it is in our hands. */
void note_ahead(ClaimSet const &claims, TenantTurns &turns, ReadAhead const &ahead, core::Instant began,
                core::Instant ended);

}  // namespace automation::engine
