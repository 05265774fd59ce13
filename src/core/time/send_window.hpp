/* send_window.hpp — the weekdays and hours in which messages are sent, by the clock on the lead's wall.
 *
 * A window that ends at or before the time of day at which it begins ends the day after, and belongs to the day on
 * which it opens: a window of Fridays from 20:00 until 02:00 is open on Saturday at 01:00, a holiday on Friday closes
 * it whole.
 */
#pragma once
#include "core/time/time_zone.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace automation::core {

struct SendWindow {
    std::uint8_t days = 0b1111111;          ///< bit 0 is Monday; never 0
    Micros from{};                          ///< since midnight
    Micros until = std::chrono::hours(24);  ///< since midnight, at most 24 hours; never equal to `from`
    bool operator==(SendWindow const &) const = default;
};

/** Sorted. */
using Holidays = std::vector<std::chrono::local_days>;

/** A window with the days on which it stays closed. Refers to the holidays. */
struct OpenHours {
    SendWindow window;
    std::span<std::chrono::local_days const> holidays;
};

[[nodiscard]] bool is_open(OpenHours const &hours, Instant moment, TimeZone const &zone);

/** `moment` where it is open, else when it opens next. Where holidays keep it closed for more than a year: a year
 * later. */
[[nodiscard]] Instant next_opening(OpenHours const &hours, Instant moment, TimeZone const &zone);

/** When it closed last before `moment`, or `moment` where it is open; nothing within the last 31 days: none. */
[[nodiscard]] std::optional<Instant> last_closing(OpenHours const &hours, Instant moment, TimeZone const &zone);

}  // namespace automation::core
