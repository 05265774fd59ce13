/* inbound_states.hpp — replies that nobody has classified and absences, of leads that automations are about to write
 * to.
 *
 * All of it inside an SPI session, as the owner of the tables.
 */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/crm/inbound_state.hpp"

#include <unordered_map>
#include <vector>

namespace automation::store {

// The condition of the index on messages that finds them.
#define PG_AWAITED_MESSAGE(m) m ".direction = 'inbound' and " m ".flags && '{maybe_stop,absent}'"

/** A column of a SELECT: whether tenant `t` has any; most have none, and then no lead need be asked for. */
#define PG_HAS_INBOUND_STATES(t) \
    "exists (select from @home@.messages s where s.tenant_id = " t " and " PG_AWAITED_MESSAGE("s") ")"

/** Of the leads that have any. No statement for an empty list, one otherwise. */
[[nodiscard]] std::unordered_map<core::LeadKey, core::InboundState> inbound_states(
    std::vector<core::LeadKey> const &leads);

}  // namespace automation::store
