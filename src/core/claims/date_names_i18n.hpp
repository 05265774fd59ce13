/* date_names_i18n.hpp — names of months and weekdays in the languages that most messages are written in.
 *
 * English, German, French, Spanish, Italian, Portuguese, Dutch, Polish. In any other language only the digits of a date
 * are checked. Short forms that are also common words ("sat", "sun") are left out.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string_view>

namespace automation::core {

/** 1 to 12; 0: no month. `word` is in lower case (ASCII letters). */
[[nodiscard]] int month_of(std::string_view word) noexcept;
/** 0 is Sunday; -1: no weekday. */
[[nodiscard]] int weekday_of(std::string_view word) noexcept;

}  // namespace automation::core
