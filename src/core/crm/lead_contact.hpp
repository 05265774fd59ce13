/* lead_contact.hpp — what a booking or a message changes in its lead.
 *
 * Pure. The same change is written into the row of the lead (enqueue/events/lead_contacts) and, while that row belongs
 * to another transaction, added to what was read of it.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include "core/crm/entities.hpp"

#include <optional>
#include <string_view>

namespace automation::core {

/** A contact between a person and the business, which begins a period of silence. */
enum class LeadContact {
    booked,    ///< a booking was made
    received,  ///< the lead wrote
    queued,    ///< somebody wrote a message that is yet to be sent
    written    ///< and one that is recorded, sent or delivered
};

/** As automation_queue.event names it. */
[[nodiscard]] std::string_view name_of(LeadContact contact) noexcept;
[[nodiscard]] std::optional<LeadContact> lead_contact_from(std::string_view name) noexcept;

/** The lead as it is after a contact at `at`, which may be older than what the lead shows. */
void apply_to(Lead &lead, LeadContact contact, Instant at);

/** The same for contacts in one text, as the tables give them: names and microseconds since 1970, separated by blanks.
 */
void apply_contacts(Lead &lead, std::string_view contacts);

}  // namespace automation::core
