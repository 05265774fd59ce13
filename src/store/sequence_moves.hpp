/* sequence_moves.hpp — entries of sequences that go to another lead, with a merge or a booking, or have lost their
 * rows.
 *
 * All of it inside an SPI session, as the owner of the tables; but for the last in a transaction that has locked the
 * leads.
 */
#pragma once
#include "core/base/tenant_key.hpp"

#include <cstdint>
#include <optional>

namespace automation::store {

/** Before the entries of a lead move, all of them or those of a booking: messages of theirs that are queued or held are
 *  cancelled, with an activity automation_skipped, and their steps are to be done again for the other lead. */
void redo_waiting_messages(core::LeadKey const &lead, std::optional<core::BookingId> booking, core::Instant now);

/** The same for the message of an entry whose step waited for a moment that has been moved. */
void redo_moved_message(core::LeadKey const &lead, std::int64_t entry, core::Instant now);

/** After the entries have moved to the lead: the queue has a row for each that waits for no message, due now. */
void restore_steps(core::LeadKey const &lead, core::Instant now);

/** The same for entries of all leads that wait for nothing: rows of the queue were deleted, or a message ended while
 *  triggers were off. How many there were. Reads all open entries. */
std::int64_t restore_lost_steps(core::Instant now);

}  // namespace automation::store
