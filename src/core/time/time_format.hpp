/* time_format.hpp — a moment as a person in some place reads it, and as machines exchange it.
 *
 * In the language of a BCP 47 tag (date_language.hpp). A moment that no calendar page shows (PostgreSQL's infinity,
 * years before 1 or after 9999) gives an empty text, which counts as absent.
 */
#pragma once
#include "core/time/date_language.hpp"
#include "core/time/time_zone.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** True for the years 1 to 9999; only for these may a Zone be asked. */
[[nodiscard]] bool in_calendar(Instant moment) noexcept;

/** "Tuesday, 24 November 2026 at 14:30" or a part of it. `local` has a year from 1 to 9999. */
[[nodiscard]] std::string long_form(LocalTime local, DateForm form, std::string_view language);
/** "Tuesday, 24 November 2026 at 14:30" */
[[nodiscard]] std::string format_datetime(Instant moment, TimeZone const &zone, std::string_view language = "en");
/** "Tuesday, 24 November 2026" */
[[nodiscard]] std::string long_date(Instant moment, TimeZone const &zone, std::string_view language = "en");
/** "14:30" */
[[nodiscard]] std::string format_time(Instant moment, TimeZone const &zone, std::string_view language = "en");
/** "2026-11-24T14:30:00+01:00", with a fraction only when there is one, as PostgreSQL writes it into JSON. */
[[nodiscard]] std::string iso_8601(Instant moment, TimeZone const &zone);

}  // namespace automation::core
