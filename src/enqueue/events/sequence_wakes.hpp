/* sequence_wakes.hpp — what a write means for leads in sequences: whoever it gives a reason leaves in the same
 * transaction, and whoever waits is looked at when it commits. */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/base/types.hpp"

namespace automation::enqueue {

/** The lead, its bookings or its messages have changed. In a session of whatever user; does nothing where the tenant
 *  has no sequences. Writes to automation_enrollments, automation_queue, messages and activities. */
void follow_in_sequences(core::LeadKey const &lead, core::Instant now);

/** A message of an automation has ended: sent, recorded, failed, cancelled or deleted. Whoever waited for that goes on.
 */
void end_message(core::AutomationId automation, core::LeadKey const &lead, core::MessageId message, core::Instant now);

}  // namespace automation::enqueue
