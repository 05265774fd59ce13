/* relative_dates.hpp — whether a day told from today ("tomorrow", "in two weeks") is the day that is meant.
 */
#pragma once
#include "core/base/types.hpp"
#include "core/time/time_zone.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace automation::core {

/** What such a day is compared with, on the reader's wall clock. */
struct Wall {
    LocalTime now;
    std::optional<LocalTime> booking;                                ///< when it begins
    std::function<bool(std::chrono::year_month_day)> is_known = {};  ///< whether the data names this day
};

/** `value` is that of a claim of ClaimKind::relative. */
[[nodiscard]] bool bears_out(Wall const &wall, std::string_view value);

}  // namespace automation::core
