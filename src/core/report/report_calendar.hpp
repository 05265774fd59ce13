/* report_calendar.hpp — the days of a report, in intervals that a chart has room for. Days are those of UTC. */
#pragma once
#include "core/base/types.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace automation::core {

enum class IntervalUnit : unsigned char { day, week, month, year };

/** As date_trunc() names it. */
[[nodiscard]] std::string_view unit_name(IntervalUnit unit) noexcept;

/** The most intervals of a report. */
inline constexpr std::size_t most_intervals = 400;

/** Two days and those between them. */
struct DayRange {
    std::chrono::sys_days first, last;
};

/** The days of which a part lies between two moments, the second exclusive; limited to the years 1 to 9999. */
[[nodiscard]] DayRange days_between(Instant from, Instant to) noexcept;

/** True when the days do not fit as single ones, and their number is worth limiting to those that have data. */
[[nodiscard]] bool is_long(DayRange range) noexcept;

/** The part that has data, or today; days outside of `with_data` are left out. */
[[nodiscard]] DayRange limited_to(DayRange range, std::optional<DayRange> with_data,
                                  std::chrono::sys_days today) noexcept;

struct ReportCalendar {
    DayRange days;
    IntervalUnit unit = IntervalUnit::day;
    std::vector<std::chrono::sys_days> starts;  ///< of each interval; the first may lie before the days

    /** The interval that starts there; none if there is no such. */
    [[nodiscard]] std::optional<std::size_t> interval(std::chrono::sys_days start) const noexcept;
    /** The days of an interval that belong to the report. */
    [[nodiscard]] DayRange of(std::size_t interval) const noexcept;
};

/** Intervals of days if they fit, else of weeks (from Monday), months, or years. */
[[nodiscard]] ReportCalendar report_calendar(DayRange range);

}  // namespace automation::core
