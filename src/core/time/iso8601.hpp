/* iso8601.hpp — reads a date or time from a user's own field, as forms and other systems write it: ISO 8601.
 *
 * The way back from iso_8601() of time_format.hpp, and as lenient as PostgreSQL where that cannot be misread.
 */
#pragma once
#include "core/time/time_zone.hpp"

#include <optional>
#include <string_view>

namespace automation::core {

struct ParsedDateTime {
    LocalTime local;
    std::optional<std::chrono::minutes> offset;  ///< none: on the wall clock of whoever it is about
    bool date_only = false;
};

/** "2026-11-24", or with T or a blank "14:30", ":15", ".5" and "Z", "+01", "+0100", "+01:00". None: it is none, or no
 *  day of the calendar from year 1 to 9999. */
[[nodiscard]] std::optional<ParsedDateTime> parse_iso8601(std::string_view text) noexcept;

/** On the wall clock of `zone` where it names no offset. */
[[nodiscard]] Instant resolve(ParsedDateTime const &written, TimeZone const &zone);

}  // namespace automation::core
