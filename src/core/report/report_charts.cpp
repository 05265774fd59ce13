#include "core/report/report_charts.hpp"

#include <algorithm>
#include <numeric>

namespace automation::core {
namespace {

constexpr std::int64_t height = 1000;
constexpr std::int64_t step = 10;  // from bar to bar
constexpr std::int64_t bar_width = 8;
constexpr std::size_t most_points = 60;  // of a sparkline, which is an inch wide
constexpr std::size_t most_with_gaps = 120;

/** `part` of `whole` on a scale; what is there is seen. */
std::int64_t scaled(std::int64_t part, std::int64_t whole, std::int64_t scale) noexcept
{
    if (part <= 0 || whole <= 0) return 0;
    auto const share = static_cast<double>(part) / static_cast<double>(whole);
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(share * static_cast<double>(scale)), 1, scale);
}

void start_drawing(HtmlWriter &out, std::string_view css_class, std::int64_t width, std::string_view title)
{
    out.raw("<svg class=\"").raw(css_class).raw("\" role=\"img\" viewBox=\"0 0 ").raw(width).raw(" ").raw(height);
    out.raw("\" preserveAspectRatio=\"none\"><title>").text(title).raw("</title>");
}

void draw_stack(HtmlWriter &out, StackedBar const &bar, std::int64_t x, std::int64_t width, std::int64_t most)
{
    out.raw("<g><title>").text(bar.title).raw("</title>");
    std::int64_t below = 0;
    for (std::size_t i = 0; i < bar_parts.size(); ++i) {
        std::int64_t const bottom = scaled(below, most, height);
        below += bar.parts.at(i);
        std::int64_t const top = scaled(below, most, height);
        if (top > bottom) {
            out.raw("<rect class=\"").raw(bar_parts.at(i)).raw("\" x=\"").raw(x).raw("\" y=\"").raw(height - top);
            out.raw("\" width=\"").raw(width).raw("\" height=\"").raw(top - bottom).raw("\"/>");
        }
    }
    out.raw("</g>");
}

/** Sums of neighbours, so many that the line has room for them. */
std::vector<std::int64_t> condensed(std::span<std::int64_t const> values)
{
    std::size_t const group = (values.size() + most_points - 1) / most_points;
    std::vector<std::int64_t> sums;
    for (std::size_t i = 0; i < values.size(); i += group) {
        auto const part = values.subspan(i, std::min(group, values.size() - i));
        sums.push_back(std::accumulate(part.begin(), part.end(), std::int64_t{0}));
    }
    return sums;
}

}  // namespace

std::int64_t StackedBar::total() const noexcept
{
    return std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
}

void draw_stacked_bars(HtmlWriter &out, std::span<StackedBar const> bars, std::string_view title)
{
    std::int64_t most = 0;
    for (StackedBar const &bar : bars) {
        most = std::max(most, bar.total());
    }
    std::int64_t const width = bars.size() > most_with_gaps ? step : bar_width;
    start_drawing(out, "chart", static_cast<std::int64_t>(bars.size()) * step, title);
    for (std::size_t i = 0; i < bars.size(); ++i) {
        if (bars[i].total() > 0) {
            draw_stack(out, bars[i], static_cast<std::int64_t>(i) * step + (step - width) / 2, width, most);
        }
    }
    out.raw("</svg>");
}

void draw_bar(HtmlWriter &out, std::int64_t part, std::int64_t whole, std::string_view css_class)
{
    out.raw("<svg aria-hidden=\"true\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\"><rect class=\"")
        .raw(css_class)
        .raw("\" width=\"")
        .raw(scaled(part, whole, height))
        .raw("\" height=\"10\"/></svg>");
}

void draw_sparkline(HtmlWriter &out, std::span<std::int64_t const> values, std::string_view title)
{
    std::vector<std::int64_t> const sums = condensed(values);
    std::int64_t const most = sums.empty() ? 0 : *std::ranges::max_element(sums);
    start_drawing(out, "spark", static_cast<std::int64_t>(sums.size()) * step, title);
    out.raw("<path class=\"sent\" d=\"M0 ").raw(height);
    std::int64_t x = 0;
    for (std::int64_t const sum : sums) {
        out.raw("V").raw(height - scaled(sum, most, height)).raw("H").raw(x += step);
    }
    out.raw("V").raw(height).raw("Z\"/></svg>");
}

void draw_funnel(HtmlWriter &out, std::span<std::int64_t const> values, std::string_view title)
{
    std::int64_t const most = *std::ranges::max_element(values);
    std::int64_t const band = height / static_cast<std::int64_t>(values.size());
    start_drawing(out, "steps", height, title);
    out.raw("<path class=\"sent\" d=\"");
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::int64_t const top = scaled(values[i], most, height);
        std::int64_t const bottom = scaled(values[std::min(i + 1, values.size() - 1)], most, height);
        std::int64_t const y = static_cast<std::int64_t>(i) * band;
        out.raw("M").raw((height - top) / 2).raw(" ").raw(y).raw("h").raw(top);
        out.raw("L").raw((height + bottom) / 2).raw(" ").raw(y + band).raw("h").raw(-bottom).raw("Z");
    }
    out.raw("\"/></svg>");
}

void draw_swatch(HtmlWriter &out, std::string_view css_class)
{
    out.raw("<svg aria-hidden=\"true\" viewBox=\"0 0 10 10\"><rect class=\"")
        .raw(css_class)
        .raw("\" width=\"10\" height=\"10\"/></svg>");
}

}  // namespace automation::core
