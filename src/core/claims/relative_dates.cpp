#include "core/claims/relative_dates.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace automation::core {

namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::year_month_day;

std::string_view take_word(std::string_view &rest) noexcept
{
    auto const end = std::min(rest.find(' '), rest.size());
    auto const word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

int take_number(std::string_view &rest) noexcept
{
    int number = 0;
    auto const word = take_word(rest);
    std::from_chars(word.data(), word.data() + word.size(), number);
    return number;
}

local_days day_of(LocalTime at)
{
    return std::chrono::floor<days>(at);
}

/** Days of the week from Monday, 0, on. */
int from_monday(local_days day) noexcept
{
    return static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1;
}

/** Whether a time of day is in one of the parts: m(orning), a(fternoon), e(vening). */
bool in_part(LocalTime at, std::string_view parts)
{
    auto const hour = std::chrono::floor<std::chrono::hours>(at - day_of(at)).count();
    return std::ranges::any_of(parts, [&](char part) {
        return part == 'm' ? hour < 12 : part == 'a' ? hour >= 12 && hour < 19 : hour >= 17;
    });
}

/** "1", "1 a": days from today. */
bool is_day(Wall const &wall, std::string_view rest)
{
    auto const day = day_of(wall.now) + days(take_number(rest));
    if (wall.booking && day_of(*wall.booking) == day) return rest.empty() || in_part(*wall.booking, rest);
    return wall.is_known && wall.is_known(year_month_day(day));
}

/** Whether the booking, or a day that the data names, is `least` to `most` days from today. */
bool is_between(Wall const &wall, int least, int most)
{
    for (int day = least; day <= most; ++day)
        if (is_day(wall, std::to_string(day))) return true;
    return false;
}

/** A weekday, 0 for Sunday: "next" is the first one ahead or that of the next week; nobody agrees which. */
bool is_weekday(Wall const &wall, std::string_view which, int weekday)
{
    int const today = static_cast<int>(std::chrono::weekday(day_of(wall.now)).c_encoding());
    int const ahead = (weekday - today + 7) % 7;
    if (which == "last") return is_day(wall, std::to_string(ahead - 7)) || is_day(wall, std::to_string(ahead - 14));
    if (which == "this") return is_day(wall, std::to_string(ahead));
    return is_day(wall, std::to_string(ahead == 0 ? 7 : ahead)) || is_day(wall, std::to_string(ahead + 7));
}

/** "in 2 week": roughly where people speak roughly. */
bool is_span(Wall const &wall, bool ahead, int count, std::string_view unit)
{
    int const way = ahead ? 1 : -1;
    constexpr int longest = 400;
    if (count > longest) return false;
    auto const around = [&](int day, int slack) { return is_between(wall, way * day - slack, way * day + slack); };
    if (unit == "day") return around(count, 0);
    if (unit == "week") return around(7 * count, 2);
    if (unit == "month") return around(30 * count, 4);
    if (unit == "year") return around(365 * std::min(count, 2), 20);
    if (!wall.booking) return false;
    auto const apart = std::chrono::floor<std::chrono::minutes>(*wall.booking - wall.now).count();
    auto const meant = static_cast<long>(way) * count * (unit == "hour" ? 60 : 1);
    return std::labs(static_cast<long>(apart) - meant) <= std::max(30L, std::labs(meant) / 20);
}

bool is_month(Wall const &wall, int months)
{
    if (!wall.booking) return false;
    auto const index = [](LocalTime at) {
        year_month_day const date(day_of(at));
        return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month()));
    };
    return index(*wall.booking) - index(wall.now) == months;
}

}  // namespace

bool bears_out(Wall const &wall, std::string_view value)
{
    auto const kind = take_word(value);
    if (kind == "day") return is_day(wall, value);
    if (kind == "next" || kind == "this" || kind == "last") return is_weekday(wall, kind, take_number(value));
    if (kind == "in" || kind == "ago") {
        int const count = take_number(value);
        return is_span(wall, kind == "in", count, value);
    }
    int const monday = -from_monday(day_of(wall.now));
    int const number = take_number(value);
    if (kind == "week") return is_between(wall, monday + 7 * number - 1, monday + 7 * number + 6);  // or from Sunday on
    if (kind == "weekend") return is_between(wall, monday + 5, monday + 6 + 7 * number);
    return kind == "month" && is_month(wall, number);
}

}  // namespace automation::core
