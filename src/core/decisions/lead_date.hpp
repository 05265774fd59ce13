/* lead_date.hpp — the moments of a lead's date: the date itself, or its anniversaries.
 *
 * A date without a time has the time of day that the automation names, and without an offset from UTC it is one of the
 * lead's wall clock. What names a moment is independent of both, so that a lead who moves to another zone gets one run.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/time/iso8601.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace automation::core {

struct DateMoment {
    Instant anchor;  ///< its name: the date and the time as written, as if in UTC
    Instant moment;  ///< when it is
};

/** From the JSON text of the column that the field names; nothing: it holds no date. */
[[nodiscard]] std::optional<ParsedDateTime> read_lead_date(std::string_view json, DateField const &field);

/** The moments that a run may be made for about `now`: the one of a date, or the anniversaries of the years around. */
[[nodiscard]] std::vector<DateMoment> moments_about(DateTrigger const &trigger, Delay delay, ParsedDateTime const &date,
                                                    TimeZone const &zone, Instant now);
/** The anniversary on a day of the calendar or next to it; without `yearly` the moment of the date. */
[[nodiscard]] std::optional<DateMoment> moment_on(DateTrigger const &trigger, ParsedDateTime const &date,
                                                  std::chrono::sys_days on, TimeZone const &zone);
/** The moment that a run was made for, where the date still has it. */
[[nodiscard]] std::optional<DateMoment> moment_named(DateTrigger const &trigger, ParsedDateTime const &date,
                                                     Instant anchor, TimeZone const &zone);

/** When a run is due: the delay before the moment, or after it. */
[[nodiscard]] Instant date_due(DateTrigger const &trigger, Delay delay, Instant moment, TimeZone const &zone);

/** What runs are counted by: the moment, with `yearly` the beginning of its year. */
[[nodiscard]] Instant counted_anchor(Instant anchor, bool yearly) noexcept;

/** Where a date stands on the axis that is scanned, whatever the zone and the time of day. */
[[nodiscard]] Instant axis_of(ParsedDateTime const &date) noexcept;
/** Its month and day, as 1231 for the last of December. */
[[nodiscard]] int month_and_day(ParsedDateTime const &date) noexcept;

/** How far a moment may lie from its place on the axis: the time of day and the zones. */
inline constexpr Micros axis_differs = std::chrono::hours(64);

/** Where on the axis everything has a moment later than `now + look_ahead`, whatever the zone. */
[[nodiscard]] Instant date_horizon(DateTrigger const &trigger, Delay delay, Instant now) noexcept;
/** Where on the axis everything has had its moment before `now`. */
[[nodiscard]] Instant date_floor(DateTrigger const &trigger, Delay delay, Instant now) noexcept;

}  // namespace automation::core
