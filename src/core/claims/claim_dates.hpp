/* claim_dates.hpp — the values that claims about dates and times have.
 *
 * A date in digits is kept as written ("24/11/2026": nobody knows which is the month), one with a month's name as
 * "m11 d24" or "m11 d24 y2026", a weekday as "w2", a time as minutes of the day, "870", or "150?" where 2:30 may be
 * either half of the day.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** All values that a claim about this day may have. */
[[nodiscard]] std::vector<std::string> values_of(std::chrono::year_month_day date);

/** The days that a date in a text can mean: none without a year, two for 3/4/2026. */
[[nodiscard]] std::vector<std::chrono::year_month_day> days_meant(std::string_view date_value);

/** All values that a claim about this minute of the day may have: 870 is also half past two. */
[[nodiscard]] std::vector<std::string> values_of_time(int minute_of_day);

}  // namespace automation::core
