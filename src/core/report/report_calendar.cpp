#include "core/report/report_calendar.hpp"

#include <algorithm>

namespace automation::core {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr sys_days lowest(std::chrono::year(1) / 1 / 1);
constexpr sys_days highest(std::chrono::year(9999) / 12 / 31);

sys_days start_of(IntervalUnit unit, sys_days day) noexcept
{
    std::chrono::year_month_day const date(day);
    switch (unit) {
        case IntervalUnit::day:
            return day;
        case IntervalUnit::week:
            return day - (std::chrono::weekday(day) - std::chrono::Monday);
        case IntervalUnit::month:
            return date.year() / date.month() / 1;
        case IntervalUnit::year:
            return date.year() / 1 / 1;
    }
    return day;
}

sys_days next_start(IntervalUnit unit, sys_days start) noexcept
{
    std::chrono::year_month_day const date(start);
    switch (unit) {
        case IntervalUnit::day:
            return start + days(1);
        case IntervalUnit::week:
            return start + days(7);
        case IntervalUnit::month:
            return date + std::chrono::months(1);
        case IntervalUnit::year:
            return date + std::chrono::years(1);
    }
    return start + days(1);
}

IntervalUnit unit_for(DayRange range) noexcept
{
    auto const count = static_cast<std::size_t>((range.last - range.first).count()) + 1;
    if (count <= most_intervals) return IntervalUnit::day;
    if (count <= (most_intervals - 1) * 7) return IntervalUnit::week;
    return count <= (most_intervals - 1) * 28 ? IntervalUnit::month : IntervalUnit::year;
}

sys_days within_calendar(Instant moment) noexcept
{
    return std::chrono::floor<days>(std::clamp(moment, Instant(lowest), Instant(highest)));
}

}  // namespace

std::string_view unit_name(IntervalUnit unit) noexcept
{
    switch (unit) {
        case IntervalUnit::day:
            return "day";
        case IntervalUnit::week:
            return "week";
        case IntervalUnit::month:
            return "month";
        case IntervalUnit::year:
            return "year";
    }
    return "day";
}

DayRange days_between(Instant from, Instant to) noexcept
{
    return {within_calendar(from), within_calendar(to == Instant::min() ? to : to - Micros(1))};
}

bool is_long(DayRange range) noexcept
{
    return unit_for(range) != IntervalUnit::day;
}

DayRange limited_to(DayRange range, std::optional<DayRange> with_data, sys_days today) noexcept
{
    DayRange const data = with_data.value_or(DayRange{today, today});
    sys_days const first = std::clamp(data.first, range.first, range.last);
    return {first, std::clamp(std::max(data.last, today), first, range.last)};
}

std::optional<std::size_t> ReportCalendar::interval(sys_days start) const noexcept
{
    auto const found = std::ranges::lower_bound(starts, start);
    return found != starts.end() && *found == start ? std::optional(static_cast<std::size_t>(found - starts.begin()))
                                                    : std::nullopt;
}

DayRange ReportCalendar::of(std::size_t interval) const noexcept
{
    sys_days const start = starts.at(interval);
    return {std::max(start, days.first), std::min(next_start(unit, start) - std::chrono::days(1), days.last)};
}

ReportCalendar report_calendar(DayRange range)
{
    ReportCalendar calendar{.days = range, .unit = unit_for(range), .starts = {}};
    for (sys_days start = start_of(calendar.unit, range.first); start <= range.last;
         start = next_start(calendar.unit, start)) {
        calendar.starts.push_back(start);
    }
    // Thousands of years: the last ones.
    if (calendar.starts.size() > most_intervals) {
        calendar.starts.erase(calendar.starts.begin(), calendar.starts.end() - most_intervals);
        calendar.days.first = calendar.starts.front();
    }
    return calendar;
}

}  // namespace automation::core
