/* date_pattern.hpp — a date or time in the form that a template asks for: {booking_starts_at|date:"%a %d %b, %H:%M"}.
 *
 * A part of strftime's language: %a %A %d %e %b %B %m %Y %y %H %M %I %p %j %Z %z %%. Names are those of a language
 * (date_language.hpp), whatever the server's. The day of %e has no leading blank.
 */
#pragma once
#include "core/time/time_zone.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

/** How a moment is to be written. */
struct MomentForm {
    std::optional<std::string> pattern;  ///< none: as the variable writes it by itself
    TimeZone const *zone = nullptr;      ///< null: the lead's; else one that lives as long as the process
    std::string zone_variable;           ///< the variable that names it; empty: none
};

/** What is to be written. */
struct LocalMoment {
    LocalTime local;                 ///< a year from 1 to 9999
    std::optional<Instant> at;       ///< none: a day, which is the same everywhere
    TimeZone const *zone = nullptr;  ///< where `at` is `local`
    std::string_view language = "en";
};

/** The first directive of the pattern that means nothing, as in "%Q"; none when all is well. */
[[nodiscard]] std::optional<std::string_view> wrong_directive(std::string_view pattern) noexcept;

/** Whether it shows the time of day, and not of which zone. */
[[nodiscard]] bool shows_time_only(std::string_view pattern) noexcept;

/** `pattern` has no wrong directive. */
[[nodiscard]] std::string format_moment(LocalMoment const &moment, std::string_view pattern);

}  // namespace automation::core
