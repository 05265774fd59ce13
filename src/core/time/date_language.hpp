/* date_language.hpp — dates and times in the words, the order and the punctuation of a language, by ICU.
 *
 * The calendar is the Gregorian one and digits are 0 to 9 in every language. English is British, as PostgreSQL's users
 * in any country read it without doubt, with a 24-hour clock, unless the tag names another region ("en-US").
 */
#pragma once
#include "core/time/time_zone.hpp"

#include <array>
#include <string>
#include <string_view>

namespace automation::core {

struct DateNames {
    std::array<std::string, 7> weekdays, short_weekdays;  ///< Sunday first
    std::array<std::string, 12> months;                   ///< beside a day: "24 listopada"
    std::array<std::string, 12> months_alone;             ///< "listopad 2026"
    std::array<std::string, 12> short_months;
    std::array<std::string, 2> day_halves;  ///< AM, PM
};

/** Whether ICU has data for the language of a BCP 47 tag: "de-AT", not "xx". */
[[nodiscard]] bool is_known_language(std::string_view language);

/** Of a BCP 47 tag; English where ICU has no data for the language. Lives as long as the process. */
[[nodiscard]] DateNames const &date_names(std::string_view language);

enum class DateForm : unsigned char { date, time, date_and_time };

/** "Dienstag, 24. November 2026 um 14:30" or a part of it. `local` has a year from 1 to 9999. */
[[nodiscard]] std::string written_date(LocalTime local, DateForm form, std::string_view language);

/** What a reader calls the zone at that moment: "MEZ", "GMT-5", "UTC+1"; "UTC" for UTC. */
[[nodiscard]] std::string written_zone(Instant at, TimeZone const &zone, std::string_view language);

}  // namespace automation::core
