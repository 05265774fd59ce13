/* period.hpp — spans of time as people write them into conditions: "3 days", "1 week 12 hours", "P1DT12H". */
#pragma once
#include "core/time/time_zone.hpp"

#include <optional>
#include <string_view>

namespace automation::core {

/** Months and days of the calendar, then elapsed time. */
struct Period {
    int months = 0;
    int days = 0;
    Micros rest{};
};

/** Words (minute, hour, day, week, month, year, each also with s) after numbers, or an ISO 8601 duration. Never
 *  negative, at most a thousand years. */
[[nodiscard]] std::optional<Period> parse_period(std::string_view text) noexcept;
/** By the calendar of `zone`: a month before 31 March is the last of February. */
[[nodiscard]] Instant earlier(Instant moment, Period span, TimeZone const &zone);
[[nodiscard]] Instant later(Instant moment, Period span, TimeZone const &zone);

}  // namespace automation::core
