#include "core/decisions/lead_date.hpp"

#include "core/base/strings.hpp"
#include "core/decisions/timing.hpp"
#include "core/json/parsed_documents.hpp"
#include "core/time/time_format.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

using namespace std::chrono;

namespace {

Instant as_if_utc(LocalTime local) noexcept
{
    return Instant(local.time_since_epoch());
}

/* As the wall clock of the zone shows it; a date without a time at midnight. */
LocalTime local_of(ParsedDateTime const &date, TimeZone const &zone)
{
    if (!date.offset) {
        return date.local;
    }
    Instant const moment = axis_of(date);
    return in_calendar(moment) ? zone.to_local(moment) : date.local;
}

year_month_day calendar_day(LocalTime local) noexcept
{
    return year_month_day(floor<days>(local));
}

/* 29 February is the 28th in other years. */
local_days day_in(year_month_day date, year in) noexcept
{
    auto const same = in / date.month() / date.day();
    return same.ok() ? local_days(same) : local_days(in / February / day(28));
}

/* A zone is asked only about days of the calendar, whatever it makes of them. */
std::optional<DateMoment> moment_at(DateTrigger const &trigger, LocalTime local, bool date_only, TimeZone const &zone)
{
    Instant const anchor = as_if_utc(local);
    if (!in_calendar(anchor - axis_differs) || !in_calendar(anchor + axis_differs)) {
        return std::nullopt;
    }
    return DateMoment{anchor, zone.to_instant(date_only ? local + trigger.at : local)};
}

std::optional<DateMoment> moment_of(DateTrigger const &trigger, ParsedDateTime const &date, TimeZone const &zone)
{
    if (date.offset) {
        Instant const moment = axis_of(date);
        return in_calendar(moment) ? std::optional(DateMoment{moment, moment}) : std::nullopt;
    }
    return moment_at(trigger, date.local, date.date_only, zone);
}

/* None before the date itself. */
std::optional<DateMoment> anniversary(DateTrigger const &trigger, ParsedDateTime const &date, year in,
                                      TimeZone const &zone)
{
    LocalTime const first = local_of(date, zone);
    year_month_day const begins = calendar_day(first);
    if (in < begins.year() || !in.ok()) {
        return std::nullopt;
    }
    Micros const time = first - floor<days>(first);
    return moment_at(trigger, day_in(begins, in) + time, date.date_only, zone);
}

year year_of(Instant moment) noexcept
{
    return year_month_day(floor<days>(moment)).year();
}

template <class See>
void for_years_about(year middle, See const &see)
{
    for (int const apart : {-1, 0, 1}) {
        see(middle + years(apart));
    }
}

Micros elapsed(Delay delay) noexcept
{
    constexpr int most_days = 4'000'000;
    return days(std::clamp(delay.days, -most_days, most_days)) + delay.elapsed();
}

/* From the moment to when the run is due. */
Micros way_to_due(DateTrigger const &trigger, Delay delay) noexcept
{
    return trigger.after ? elapsed(delay) : -elapsed(delay);
}

}  // namespace

std::optional<ParsedDateTime> read_lead_date(std::string_view json, DateField const &field)
{
    auto const document = json::parse_document(json);
    json::Node const *const node = document ? document->at(field.path) : nullptr;
    return node != nullptr && node->kind == json::Kind::string ? parse_iso8601(trim(node->text)) : std::nullopt;
}

std::vector<DateMoment> moments_about(DateTrigger const &trigger, Delay delay, ParsedDateTime const &date,
                                      TimeZone const &zone, Instant now)
{
    std::vector<DateMoment> moments;
    auto const add = [&](std::optional<DateMoment> const &found) {
        if (found) {
            moments.push_back(*found);
        }
    };
    if (trigger.yearly) {
        // The first one, where it is further ahead.
        year const first = calendar_day(local_of(date, zone)).year();
        for_years_about(std::max(year_of(now - way_to_due(trigger, delay)), first),
                        [&](year in) { add(anniversary(trigger, date, in, zone)); });
    } else {
        add(moment_of(trigger, date, zone));
    }
    return moments;
}

std::optional<DateMoment> moment_on(DateTrigger const &trigger, ParsedDateTime const &date, sys_days on,
                                    TimeZone const &zone)
{
    if (!trigger.yearly) {
        return moment_of(trigger, date, zone);
    }
    std::optional<DateMoment> nearest;
    for_years_about(year_of(on), [&](year in) {
        auto const found = anniversary(trigger, date, in, zone);
        if (found && (!nearest || abs(found->anchor - on) < abs(nearest->anchor - on))) {
            nearest = found;
        }
    });
    return nearest;
}

std::optional<DateMoment> moment_named(DateTrigger const &trigger, ParsedDateTime const &date, Instant anchor,
                                       TimeZone const &zone)
{
    auto const found = in_calendar(anchor) ? moment_on(trigger, date, floor<days>(anchor), zone) : std::nullopt;
    return found && found->anchor == anchor ? found : std::nullopt;
}

Instant date_due(DateTrigger const &trigger, Delay delay, Instant moment, TimeZone const &zone)
{
    return trigger.after ? after(moment, delay, zone) : before(moment, delay, zone);
}

Instant counted_anchor(Instant anchor, bool yearly) noexcept
{
    return yearly ? Instant(sys_days(year_of(anchor) / January / day(1))) : anchor;
}

Instant axis_of(ParsedDateTime const &date) noexcept
{
    return as_if_utc(date.local) - date.offset.value_or(minutes(0));
}

int month_and_day(ParsedDateTime const &date) noexcept
{
    constexpr int hundred = 100;
    year_month_day const on(floor<days>(axis_of(date)));
    return static_cast<int>(static_cast<unsigned>(on.month())) * hundred +
           static_cast<int>(static_cast<unsigned>(on.day()));
}

Instant date_horizon(DateTrigger const &trigger, Delay delay, Instant now) noexcept
{
    return now + look_ahead + axis_differs - way_to_due(trigger, delay);
}

Instant date_floor(DateTrigger const &trigger, Delay delay, Instant now) noexcept
{
    return now - axis_differs - way_to_due(trigger, delay);
}

}  // namespace automation::core
