/* booking_change.hpp — what a fetched booking changes in the row that we have of it.
 *
 * What was fetched last is remembered in bookings.details ("synced"): only what has changed at the source since then is
 * taken over, so that a user's own edits stay, and a session that was marked completed does not become booked again.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/bookings/remote_booking.hpp"

#include <optional>
#include <string>

namespace automation::core {

/** The row as it should be, and the story of the change. */
struct BookingChange {
    /** created, moved, cancelled, rebooked or changed; empty: nothing that a person would see. */
    std::string what;
    NullableText title, location;
    std::optional<Instant> starts_at, ends_at;
    BookingStatus status = BookingStatus::booked;
    std::string details;        ///< JSON object to put over the row's details
    std::string before = "{}";  ///< JSON objects of what differs
    std::string after = "{}";
};

/** The row of a booking that is not there yet. */
[[nodiscard]] BookingChange new_booking(simplybook::RemoteBooking const &remote);

/** Nothing where the row is as the source wants it. */
[[nodiscard]] std::optional<BookingChange> change_of(Booking const &stored, simplybook::RemoteBooking const &remote,
                                                     Instant now);
/** The source no longer knows the booking; nothing where the row says so already. */
[[nodiscard]] std::optional<BookingChange> gone(Booking const &stored);

}  // namespace automation::core
