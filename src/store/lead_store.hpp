/* lead_store.hpp — leads and bookings from their tables, as core/ wants them.
 *
 * All of it inside an SPI session, as the owner of the tables.
 */
#pragma once
#include "core/conditions/conditions.hpp"

#include <optional>
#include <string>
#include <vector>

#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"

namespace automation::store {

/** A lead as it is now, or nothing. */
[[nodiscard]] std::optional<core::Lead> load_lead(core::LeadId id, std::string const &tenant);
/** The same as its row has it: for a user's transaction, which must not read the queue (a serializable one would fail
 *  because of others that write to it). */
[[nodiscard]] std::optional<core::Lead> load_stored_lead(core::LeadId id, std::string const &tenant);
/** A booking as it is now, or nothing. */
[[nodiscard]] std::optional<core::Booking> load_booking(core::BookingId id, std::string const &tenant);

/** True when the booking is the lead's. */
[[nodiscard]] bool is_booking_of(core::LeadId lead, core::BookingId id, std::string const &tenant);
/** True when the message is one to or from the lead. */
[[nodiscard]] bool is_message_of(core::LeadId lead, core::MessageId id, std::string const &tenant);

/** An inbound message, or nothing. */
[[nodiscard]] std::optional<core::InboundMessage> load_message(core::MessageId id, std::string const &tenant);

/** Locks leads against every change but of what refers to them, in the order of their ids, passing by those that
 *  somebody else holds, and reads them. */
[[nodiscard]] std::vector<core::Lead> lock_leads(pg::Keys const &keys);
/** Locks one lead in the same way, and waits for whoever holds it. Whoever locks several things begins with this. */
void hold_lead(core::LeadId id, std::string const &tenant);
/** As lock_leads, for bookings. */
[[nodiscard]] std::vector<core::Booking> lock_bookings(pg::Keys const &keys);
/** The lead's next booking that is on, else the last one; nothing when it has none. */
[[nodiscard]] std::optional<core::Booking> load_next_booking(core::LeadId lead, std::string const &tenant,
                                                             core::Instant now);

/** A page of the tenant's leads in the order of their ids, after one; at most facts_page. */
[[nodiscard]] std::vector<core::Lead> load_leads_after(core::LeadId after, std::string const &tenant);
/** A page of bookings that are on, each with its lead. */
struct BookingOfLead {
    core::Booking booking;
    core::Lead lead;
};
[[nodiscard]] std::vector<BookingOfLead> load_bookings_after(core::BookingId after, std::string const &tenant);
inline constexpr std::size_t facts_page = 500;

/** The settings of a tenant over those of the default tenant. */
[[nodiscard]] core::TenantSettings load_settings(std::string const &tenant);

}  // namespace automation::store
