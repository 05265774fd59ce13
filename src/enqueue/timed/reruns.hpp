/* reruns.hpp — a waiting message is given to another lead after an automation has written it: its text names the lead
 * before. The message is cancelled, and its run is made again for the new lead.
 *
 * What an application wrote itself has no run; it is sent as it is. All of it inside an SPI session, as the owner of
 * the tables, in the transaction that changes the lead. Messages that another session holds are passed by: their
 * delivery is marked by the caller (lead_changed), and the claim makes the run again.
 */
#pragma once
#include "core/base/tenant_key.hpp"
#include "enqueue/timed/reassignment.hpp"

#include <optional>
#include <string>
#include <vector>

namespace automation::enqueue {

/** A message about a booking that an automation wrote for `change.from`. */
struct WaitingMessage {
    std::int64_t id = 0;
    std::optional<std::int64_t> delivery;    ///< its row in the queue; one that is held has none
    std::optional<std::int64_t> enrollment;  ///< where the run that wrote it was counted
};
/** Of bookings that belong to `change.to` now. The runs that wrote the messages are no longer counted. */
void rerun_for_bookings(std::vector<WaitingMessage> const &messages, Reassignment const &change, core::Instant now);

/** Deliveries of automations' messages that were deleted together with the lead before; others are left alone. */
void rerun_deleted(std::vector<std::int64_t> const &deliveries, Reassignment const &change, core::Instant now);

/** A message that an application has given to `change.to`. */
void rerun_for_message(core::MessageId message, Reassignment const &change, core::Instant now);

/** Ids of messages that were cancelled, and of the runs that were made again. */
struct MergeReruns {
    std::vector<std::int64_t> messages, runs;
};
/** The messages that wait for a lead that is merged into another, except those that may have arrived: both rows are one
 *  person. A silence is not run again: the scans find it. */
MergeReruns rerun_for_merge(Reassignment const &change, core::Instant now);

/** How a waiting message came to another lead: with its booking, by itself, or because its lead was merged. */
enum class LeadChange { booking, message, merge };

/** A message that could not be cancelled when its lead changed: the caller has locked it and its delivery, whose lead
 * is the new one. After a merge it is not run again where the person has been welcomed meanwhile. */
void rerun_claimed(core::MessageId message, core::LeadId lead, std::string const &tenant, LeadChange why,
                   core::Instant now);

}  // namespace automation::enqueue
