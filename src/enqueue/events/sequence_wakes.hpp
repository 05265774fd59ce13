/* sequence_wakes.hpp — what a write means for leads in sequences: one that it gives a reason leaves in the same
 * transaction, and the step of any other is evaluated when it commits. */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/base/types.hpp"

#include <vector>

namespace automation::enqueue {

/** The lead, its bookings or its messages have changed. The transaction has the row of the lead locked, as an
 * evaluation of a step has: whichever commits later sees the other's result. In a session of whatever user; does
 * nothing where the tenant has no sequences. Writes to automation_enrollments, automation_queue, messages and
 * activities. Waits for nobody who edits a sequence: the dispatcher follows then. */
void follow_in_sequences(core::LeadKey const &lead, core::Instant now);

/** The same, but false where somebody else has locked an entry of the lead: what is said of that has to be done again.
 */
[[nodiscard]] bool follow_unless_edited(core::LeadKey const &lead, core::Instant now);

/** The lead has booked, or been in contact otherwise, at that moment: the same, with what its entries know of bookings.
 */
void follow_bookings(core::LeadKey const &lead, std::vector<core::BookingId> const &bookings, core::Instant at,
                     core::Instant now);

/** The same of a write that has not locked the lead. Where somebody else has it, the dispatcher follows. */
void follow_unclaimed(core::LeadKey const &lead, core::Instant now);

/** A message of an automation has ended: sent, recorded, failed, cancelled or deleted. A lead that waited for it goes
 * on.
 */
void end_message(core::AutomationId automation, core::LeadKey const &lead, core::MessageId message, core::Instant now);

}  // namespace automation::enqueue
