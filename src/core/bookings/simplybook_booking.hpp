/* simplybook_booking.hpp — one booking as SimplyBook.me tells it, in our terms.
 *
 * Numbers and flags come as strings or as numbers, times under several names (a list says start_date, a single booking
 * start_date_time), and many keys appear only with a plugin: what is absent is unknown, not empty.
 */
#pragma once
#include "core/json/json.hpp"
#include "core/bookings/remote_booking.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core::simplybook {

/** The booking, or nothing when it has no id or no start. Bytes that no text may hold are taken out. */
[[nodiscard]] std::optional<RemoteBooking> read_remote(json::Value const &value, TimeZone const &zone);
/** The id of what may be a booking; empty when there is none. */
[[nodiscard]] std::string id_of(json::Value const &value);

/** "2026-11-25 09:00:00", the seconds may be missing; nothing when it is no moment of the calendar. */
[[nodiscard]] std::optional<LocalTime> read_local(std::string_view text) noexcept;
/** "2026-11-25" and "09:00:00". */
[[nodiscard]] std::string date_text(std::chrono::local_days day);
[[nodiscard]] std::string time_text(LocalTime local);

}  // namespace automation::core::simplybook
