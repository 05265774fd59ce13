#include "core/time/send_window.hpp"

#include "core/time/time_format.hpp"

#include <algorithm>

namespace automation::core {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::local_days;

namespace {

constexpr int most_days_ahead = 366;
constexpr int most_days_back = 31;

struct Opening {
    Instant from, until;
};

bool opens_on(OpenHours const &hours, local_days day)
{
    auto const weekday = std::chrono::weekday(day).iso_encoding() - 1;  // Monday is 0
    return (hours.window.days >> weekday & 1U) != 0 && !std::ranges::binary_search(hours.holidays, day);
}

/* Empty on a day on which it stays closed. In the night in which clocks are put forward it may be shorter, or nothing.
 */
Opening opening_of(OpenHours const &hours, local_days day, TimeZone const &zone)
{
    if (!opens_on(hours, day)) {
        return {};
    }
    bool const wraps = hours.window.until <= hours.window.from;
    return {zone.to_instant(day + hours.window.from),
            zone.to_instant(day + hours.window.until + (wraps ? Micros(24h) : Micros(0)))};
}

local_days day_of(Instant moment, TimeZone const &zone)
{
    return std::chrono::floor<days>(zone.to_local(moment));
}

}  // namespace

bool is_open(OpenHours const &hours, Instant moment, TimeZone const &zone)
{
    return next_opening(hours, moment, zone) == moment;
}

Instant next_opening(OpenHours const &hours, Instant moment, TimeZone const &zone)
{
    if (!in_calendar(moment) || !in_calendar(moment + days(most_days_ahead + 2))) {
        return moment;
    }
    // What opened yesterday may still be open.
    local_days const first = day_of(moment, zone) - days(1);
    for (int i = 0; i <= most_days_ahead; ++i) {
        Opening const opening = opening_of(hours, first + days(i), zone);
        if (opening.until > moment && opening.from < opening.until) {
            return std::max(opening.from, moment);
        }
    }
    return moment + days(most_days_ahead);
}

std::optional<Instant> last_closing(OpenHours const &hours, Instant moment, TimeZone const &zone)
{
    if (!in_calendar(moment) || !in_calendar(moment - days(most_days_back + 2)) || is_open(hours, moment, zone)) {
        return moment;
    }
    local_days const last = day_of(moment, zone);
    for (int i = 0; i <= most_days_back; ++i) {
        Opening const opening = opening_of(hours, last - days(i), zone);
        if (opening.until <= moment && opening.from < opening.until) {
            return opening.until;
        }
    }
    return std::nullopt;
}

}  // namespace automation::core
