#include "core/sequences/wait_end.hpp"

#include "core/decisions/timing.hpp"
#include "core/time/time_format.hpp"

namespace automation::core {

namespace {

/* The first day from `start` on of which the weekdays have that time of day. In a spring gap it is the moment after. */
Instant next_clock(ClockWait const &wait, Instant start, TimeZone const &zone)
{
    using std::chrono::days;
    constexpr int week_and_today = 8;
    if (!in_calendar(start) || !in_calendar(start + days(week_and_today + 2))) {
        return start;
    }
    auto const today = std::chrono::floor<days>(zone.to_local(start));
    for (int i = 0; i <= week_and_today; ++i) {
        auto const day = today + days(i);
        bool const fits = (wait.days >> (std::chrono::weekday(day).iso_encoding() - 1) & 1U) != 0;
        Instant const moment = zone.to_instant(day + wait.until);
        if (fits && moment >= start) {
            return moment;
        }
    }
    return start;
}

WaitEnd moment_end(MomentWait const &wait, WaitStart const &start, TimeZone const &zone)
{
    if (!start.moment) {
        return wait.at_most ? WaitEnd{WaitEnd::Kind::at, after(start.reached, *wait.at_most, zone)}
                            : WaitEnd{WaitEnd::Kind::no_date, start.reached};
    }
    Instant const due =
        wait.before ? before(*start.moment, wait.offset, zone) : after(*start.moment, wait.offset, zone);
    if (start.waits && due <= start.now) {
        // Reached during the wait, or moved into the past.
        bool const comes = due > start.reached || *start.moment > start.now;
        return {comes ? WaitEnd::Kind::at : WaitEnd::Kind::too_late, due};
    }
    return {due < start.reached ? WaitEnd::Kind::too_late : WaitEnd::Kind::at, due};
}

struct EndOf {
    WaitStart const &start;
    TimeZone const &zone;

    WaitEnd operator()(SpanWait const &wait) const
    {
        return {WaitEnd::Kind::at, after(start.reached, wait.span, zone)};
    }
    WaitEnd operator()(ClockWait const &wait) const
    {
        return {WaitEnd::Kind::at, next_clock(wait, after(start.reached, wait.span, zone), zone)};
    }
    WaitEnd operator()(HoursWait const &wait) const
    {
        return {WaitEnd::Kind::at,
                next_opening({.window = wait.window, .holidays = {}}, after(start.reached, wait.span, zone), zone)};
    }
    WaitEnd operator()(MomentWait const &wait) const { return moment_end(wait, start, zone); }
    WaitEnd operator()(EventWait const &wait) const
    {
        return {WaitEnd::Kind::at, after(start.reached, wait.at_most, zone)};
    }
};

}  // namespace

WaitEnd wait_end(Wait const &wait, WaitStart const &start, TimeZone const &zone)
{
    return std::visit(EndOf{start, zone}, wait);
}

bool is_span(std::optional<Wait> const &wait) noexcept
{
    return !wait || std::holds_alternative<SpanWait>(*wait);
}

}  // namespace automation::core
