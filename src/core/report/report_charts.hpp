/* report_charts.hpp — the drawings of the report, as SVG that scales to the width that it gets.
 *
 * Words stand beside a drawing and not in it, so that they keep their size on a telephone; what a bar says is its
 * <title>.
 */
#pragma once
#include "core/report/html_writer.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** The parts of a bar, from below; each is the name of a CSS class. */
inline constexpr std::array<std::string_view, 5> bar_parts{"sent", "unsent", "failed", "blocked", "skipped"};

struct StackedBar {
    std::string title;
    std::array<std::int64_t, bar_parts.size()> parts{};

    [[nodiscard]] std::int64_t total() const noexcept;
};

/** One bar for each, as high as its total; the highest fills the height. Not for bars that are all empty. */
void draw_stacked_bars(HtmlWriter &out, std::span<StackedBar const> bars, std::string_view title);

/** A bar across, `part` of `whole` wide. Decoration of a number that stands beside it. */
void draw_bar(HtmlWriter &out, std::int64_t part, std::int64_t whole, std::string_view css_class);

/** The course of a number. */
void draw_sparkline(HtmlWriter &out, std::span<std::int64_t const> values, std::string_view title);

/** One band for each number, as wide as it, which narrows to the next; the greatest fills the width. Not for numbers
 * that are all 0. */
void draw_funnel(HtmlWriter &out, std::span<std::int64_t const> values, std::string_view title);

/** The square of a legend. */
void draw_swatch(HtmlWriter &out, std::string_view css_class);

}  // namespace automation::core
