/* date_names_en.hpp — the English names of weekdays and months that messages are written with. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <array>
#include <string_view>

namespace automation::core {

/** Sunday first. */
inline constexpr std::array<std::string_view, 7> weekday_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                               "Thursday", "Friday", "Saturday"};
inline constexpr std::array<std::string_view, 12> month_names{"January",   "February", "March",    "April",
                                                              "May",       "June",     "July",     "August",
                                                              "September", "October",  "November", "December"};

}  // namespace automation::core
