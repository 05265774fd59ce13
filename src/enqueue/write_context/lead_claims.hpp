/* lead_claims.hpp — leads that a user's transaction may change because of a booking or message, and what it leaves to
 * the dispatcher where it may not.
 *
 * An insert must neither wait for an edit of its lead nor deadlock with another insert, and under REPEATABLE READ
 * nobody may change a row that has changed since the snapshot. Such a change is left in automation_queue, in the same
 * transaction, and the dispatcher makes it (enqueue/events/lead_contacts). All of it inside an SPI session, as the
 * owner of the tables.
 */
#pragma once
#include "core/base/tenant_key.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace automation::enqueue {

/** Locks those of the leads that can be locked at once and changed without a serialization failure. */
[[nodiscard]] std::set<core::LeadKey> claim_leads(std::vector<core::LeadKey> leads);
/** The same for one. */
[[nodiscard]] bool claim_lead(core::LeadKey const &lead);

/** A change of a lead that is left to the dispatcher. */
struct LeftChange {
    core::LeadKey lead;
    std::string_view event;  ///< a contact or an order, in the words of automation_queue.event
    std::optional<core::MessageId> message = {};
    std::string channel = {};  ///< of an order
    std::optional<core::BookingId> booking = {};
};
void leave_changes(std::span<LeftChange const> changes, core::Instant at);

/** When all of them are due: before every run, so that they are found at the beginning of the index. */
inline constexpr core::Instant left_changes_due{};

/** Orders about a channel, as automation_queue.event names them. */
inline constexpr std::string_view left_stop = "stop_word";
inline constexpr std::string_view left_start = "start_word";
inline constexpr std::string_view left_acceptance = "suppression_removed";
/** What a write means for the sequences that the lead is in. */
inline constexpr std::string_view left_sequences = "sequences";

}  // namespace automation::enqueue
