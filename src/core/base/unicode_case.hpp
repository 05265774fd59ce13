/* unicode_case.hpp — upper, lower and title case of the alphabets that customers' names are written in.
 *
 * Latin, Greek, Cyrillic and Armenian, by tables of our own: every server answers alike, whatever its locale. Other
 * scripts have no case and stay as they are.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** "ß" becomes "SS". */
[[nodiscard]] std::string to_upper(std::string_view text);
[[nodiscard]] std::string to_lower(std::string_view text);
/** The first letter of each word in upper case, all others in lower case. An apostrophe parts no words, a hyphen does.
 */
[[nodiscard]] std::string to_title(std::string_view text);

}  // namespace automation::core
