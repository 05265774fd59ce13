/* lead_contacts.hpp — bookings and messages begin a period of silence of their lead.
 *
 * The user's transaction writes that into the row of the lead where it can be had at once. Otherwise the dispatcher
 * does, before its next batch; until then, what is read of the lead to decide or to explain includes it
 * (store/lead_rows). All of it inside an SPI session, as the owner of the tables.
 */
#pragma once
#include "core/crm/lead_contact.hpp"
#include "enqueue/write_context/lead_claims.hpp"
#include "core/base/tenant_key.hpp"

#include <optional>
#include <set>
#include <vector>

namespace automation::enqueue {

struct ContactedLead {
    core::LeadKey lead;
    std::optional<core::MessageId> message = {};
    std::optional<core::BookingId> booking = {};
};

/** Writes into leads that a contact takes place at `now`, in the order of their ids. Returns those that are left to the
 *  dispatcher. */
std::set<core::LeadKey> write_contacts(core::LeadContact contact, std::vector<ContactedLead> const &leads,
                                       core::Instant now);

/** How far the changes that were left have been read. */
struct LeftChangesCursor {
    core::Instant at = core::Instant::min();
    std::int64_t id = 0;
    std::set<core::LeadKey> waiting = {};  ///< belong to other transactions: their changes are made in order, later
};

/** Whether there are changes that were left. */
[[nodiscard]] bool any_left_changes();
/** Makes the changes of one page, and moves the cursor behind it; true when there may be more. Waits for nobody. */
[[nodiscard]] bool apply_left_changes(LeftChangesCursor &after, core::Instant now);
/** Makes those of one lead, which this transaction has locked. */
void apply_left_changes(core::LeadKey const &lead, core::Instant now);

/** A message is another lead's: what it left for the lead before is dropped. */
void drop_left_changes(core::LeadKey const &lead, core::MessageId message);

}  // namespace automation::enqueue
