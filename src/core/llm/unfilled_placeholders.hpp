/* unfilled_placeholders.hpp — what has no place in a finished plain-text message: markup, and blanks somebody was to
 * fill in.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** HTML tags and entities, Markdown links, code fences, bold. */
[[nodiscard]] bool has_markup(std::string_view text);

/** Everything that looks like a blank to fill in, as written: {x}, {{x}}, [Name], <name>, %NAME%, ____. */
[[nodiscard]] std::vector<std::string> placeholders_in(std::string_view text);

}  // namespace automation::core
