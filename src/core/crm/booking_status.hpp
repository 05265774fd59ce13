/* booking_status.hpp — the words for the status of a booking. */
#pragma once
#include "core/crm/entities.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace automation::core {

/** In the order of the enumerators. */
inline constexpr std::array<std::string_view, 4> booking_status_names{"booked", "completed", "cancelled", "no_show"};

[[nodiscard]] constexpr std::string_view name_of(BookingStatus status) noexcept
{
    return booking_status_names[static_cast<std::size_t>(status)];
}

/** A word that is none of them counts as booked. */
[[nodiscard]] constexpr BookingStatus booking_status_from(std::string_view word) noexcept
{
    auto const found = std::ranges::find(booking_status_names, word);
    return found == booking_status_names.end() ? BookingStatus::booked
                                               : static_cast<BookingStatus>(found - booking_status_names.begin());
}

}  // namespace automation::core
