/* report_colours.hpp — the colours of the report, on light and on dark ground.
 *
 * Everything but the two grounds and the line has a contrast of 4.5 or more to both grounds (WCAG 2.1 AA for text); a
 * unit test computes it.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <array>
#include <string_view>

namespace automation::core {

/** The name of a CSS variable, and its values as #rrggbb. */
struct ReportColour {
    std::string_view name, light, dark;
};

inline constexpr std::size_t ground_count = 2;  ///< at the beginning of the list; the line follows

inline constexpr std::array report_colours{
    ReportColour{"page", "#f6f7f9", "#12161c"},    ReportColour{"card", "#ffffff", "#1b2129"},
    ReportColour{"line", "#d4d9e0", "#384250"},    ReportColour{"ink", "#1c232c", "#e8ecf1"},
    ReportColour{"muted", "#525e6c", "#a9b4c0"},   ReportColour{"sent", "#0b6b4d", "#4fc793"},
    ReportColour{"unsent", "#1f5fbf", "#79aef5"},  ReportColour{"failed", "#b3202c", "#ff8a80"},
    ReportColour{"blocked", "#7a3fb5", "#c59bf5"}, ReportColour{"skipped", "#7a5600", "#e0b341"}};

}  // namespace automation::core
