/* reassignment.hpp — a booking or a message is given to another lead: what waits for it, and what is remembered of it,
 * goes along.
 *
 * All of it inside an SPI session, as the owner of the tables, in the transaction that changes the lead.
 */
#pragma once
#include "core/base/tenant_key.hpp"

#include <string>
#include <utility>
#include <vector>

namespace automation::enqueue {

/** From whom to whom; of one tenant. */
struct Reassignment {
    core::LeadId from{};
    core::LeadId to{};
    std::string tenant;
};

/** Moves the runs, enrollments and deliveries of bookings that `change.to` has now, and their messages that have not
 *  left; what automations wrote is composed anew (reruns.hpp). Reminders whose moment is later than `now` are
 * forgotten: they depend on the lead's time zone and are made again by the caller. */
void reassign_bookings(std::vector<core::BookingId> const &bookings, Reassignment const &change, core::Instant now);
/** Whose the bookings are now. */
[[nodiscard]] std::vector<std::pair<core::BookingId, core::LeadId>> leads_of(
    std::vector<core::BookingId> const &bookings, std::string const &tenant);

/** Moves the delivery of a message and the runs that it has set off; one that an automation wrote is composed anew. */
void reassign_message(core::MessageId message, Reassignment const &change, core::Instant now);

/** A message that the lead wrote is another lead's: so are the last contact and the stretch of silence that followed.
 */
void reassign_inbound(core::MessageId message, Reassignment const &change);

/** A message of the lead counts as its reply from now on, or no longer does; its flags say so already. */
void count_reply(core::MessageId message, core::LeadKey const &lead, bool counts);

/** The same for a message that was written to the lead: `by_person` for one that a person wrote, `is_out` for one that
 *  was recorded or sent. `at`: when. */
void reassign_outbound(core::MessageId message, Reassignment const &change, core::Instant at, bool by_person,
                       bool is_out);

}  // namespace automation::enqueue
