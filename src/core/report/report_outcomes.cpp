#include "core/report/report_charts.hpp"
#include "core/report/report_sections.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

void write_tile(ReportContext const &page, std::string_view name, std::string_view value)
{
    page.out.raw("<li><b>").text(value).raw("</b> ").raw(name).raw("</li>\n");
}

/** A row of the funnel: how many got so far, and which part of the sent ones that is. */
void write_step(ReportContext const &page, std::string_view name, std::string_view metric, std::int64_t number,
                bool after_sending)
{
    OutcomeTotals const &totals = page.data.totals;
    page.out.raw("<tr><th scope=\"row\">").raw(name).raw("</th>");
    write_metric_cell(page, metric, number);
    page.out.raw("<td class=\"n\">").text(after_sending ? page.format.share(number, totals.sent) : "").raw("</td>");
    page.out.raw("<td class=\"bar\">");
    draw_bar(page.out, number, totals.events(), "sent");
    page.out.raw("</td></tr>\n");
}

std::array<std::int64_t, bar_parts.size()> parts_of(OutcomeTotals const &totals) noexcept
{
    return {totals.sent, totals.unsent(), totals.failed, totals.blocked, totals.skipped};
}

std::array<std::string_view, bar_parts.size()> part_names(ReportWords const &words) noexcept
{
    return {words.sent, words.unsent, words.failed, words.blocked, words.skipped};
}

std::string written_interval(ReportContext const &page, std::size_t interval)
{
    DayRange const days = page.data.calendar.of(interval);
    std::string text = page.format.date(days.first);
    return days.first == days.last ? text : text + " – " + page.format.date(days.last);
}

/** "24 Nov 2026: Sent 5, Skipped 2" */
std::string bar_title(ReportContext const &page, std::size_t interval)
{
    std::string title = written_interval(page, interval) + ":";
    auto const names = part_names(page.words);
    auto const parts = parts_of(page.data.intervals[interval]);
    char const *separator = " ";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts.at(i) > 0) {
            title.append(separator).append(names.at(i)).append(" ").append(page.format.count(parts.at(i)));
            separator = ", ";
        }
    }
    return title;
}

std::string_view unit_title(ReportContext const &page)
{
    switch (page.data.calendar.unit) {
        case IntervalUnit::day:
            return page.words.per_day.title;
        case IntervalUnit::week:
            return page.words.per_week;
        case IntervalUnit::month:
            return page.words.per_month;
        case IntervalUnit::year:
            return page.words.per_year;
    }
    return page.words.per_day.title;
}

void write_axis(ReportContext const &page, std::int64_t most)
{
    auto const &calendar = page.data.calendar;
    page.out.raw("<p class=\"axis\"><span>").text(page.format.short_date(calendar.days.first)).raw("</span><span>");
    page.out.raw(page.words.most).raw(": ").text(page.format.count(most)).raw("</span><span>");
    page.out.text(page.format.short_date(calendar.days.last)).raw("</span></p>\n");
}

void write_legend(ReportContext const &page)
{
    auto const names = part_names(page.words);
    auto const parts = parts_of(page.data.totals);
    page.out.raw("<ul class=\"legend\">\n");
    for (std::size_t i = 0; i < parts.size(); ++i) {
        page.out.raw("<li>");
        draw_swatch(page.out, bar_parts.at(i));
        page.out.raw(names.at(i)).raw(" ");
        write_metric(page, std::string("outcome_").append(bar_parts.at(i)), parts.at(i));
        page.out.raw("</li>\n");
    }
    page.out.raw("</ul>\n");
}

}  // namespace

void write_tiles(ReportContext const &page)
{
    ReportData const &data = page.data;
    page.out.raw("<ul class=\"tiles\">\n");
    write_tile(page, page.words.sent, page.format.count(data.totals.sent));
    write_tile(page, page.words.replied, page.format.share(data.totals.replied, data.totals.sent));
    write_tile(page, page.words.booked, page.format.share(data.totals.booked, data.totals.sent));
    write_tile(page, page.words.waits_for, page.format.count(data.waiting.waiting));
    write_tile(page, page.words.held, page.format.count(data.held.count));
    write_tile(page, page.words.failed, page.format.count(data.totals.failed));
    page.out.raw("</ul>\n");
}

void write_funnel(ReportContext const &page)
{
    OutcomeTotals const &totals = page.data.totals;
    ReportWords const &words = page.words;
    start_section(page, "funnel", words.funnel.title);
    start_table(page, words.funnel, {{""}, {words.count, true}, {words.share_of_sent, true}, {""}});
    write_step(page, words.events, "events", totals.events(), false);
    write_step(page, words.runs, "runs", totals.runs, false);
    write_step(page, words.messages, "messages", totals.messages, false);
    write_step(page, words.sent, "sent", totals.sent, false);
    write_step(page, words.replied, "replied", totals.replied, true);
    write_step(page, words.booked, "booked", totals.booked, true);
    write_step(page, words.converted, "converted", totals.converted, true);
    end_table(page);
    end_section(page);
}

void write_statuses(ReportContext const &page)
{
    ReportWords const &words = page.words;
    start_section(page, "statuses", words.statuses.title);
    if (page.data.statuses.empty()) {
        page.out.raw("<p>").raw(words.nothing_here).raw("</p>\n");
        return end_section(page);
    }
    start_table(page, words.statuses, {{words.status}, {words.leads, true}});
    for (StatusCount const &reached : page.data.statuses) {
        page.out.raw("<tr data-status=\"").text(reached.status).raw("\"><th scope=\"row\">");
        page.out.isolated(reached.status.empty() ? words.no_status : std::string_view(reached.status)).raw("</th>");
        write_metric_cell(page, "status_leads", reached.leads);
        page.out.raw("</tr>\n");
    }
    end_table(page);
    end_section(page);
}

void write_outcomes_by_day(ReportContext const &page)
{
    start_section(page, "days", unit_title(page));
    page.out.raw("<p class=\"muted\">").raw(page.words.per_day.text).raw("</p>\n");
    std::vector<StackedBar> bars;
    std::int64_t most = 0;
    for (std::size_t i = 0; i < page.data.intervals.size(); ++i) {
        bars.push_back({bar_title(page, i), parts_of(page.data.intervals[i])});
        most = std::max(most, bars.back().total());
    }
    if (most > 0) {
        draw_stacked_bars(page.out, bars, unit_title(page));
        write_axis(page, most);
    } else {
        page.out.raw("<p>").raw(page.words.nothing_here).raw("</p>\n");
    }
    write_legend(page);
    end_section(page);
}

void write_waits(ReportContext const &page)
{
    ReportWords const &words = page.words;
    WaitHistogram const &waits = page.data.waits;
    start_section(page, "waits", words.waits.title);
    page.out.raw("<p>").raw(words.median).raw(": <b>").text(written_seconds(page, waits.quantile(50))).raw("</b> · ");
    page.out.raw(words.p95).raw(": <b>").text(written_seconds(page, waits.quantile(95))).raw("</b></p>\n");
    start_table(page, words.waits, {{words.wait}, {words.count, true}, {""}});
    auto const counts = waits.classes();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        page.out.raw("<tr><th scope=\"row\">").raw(words.wait_classes.at(i)).raw("</th>");
        write_metric_cell(page, "wait_" + std::to_string(i), counts.at(i));
        page.out.raw("<td class=\"bar\">");
        draw_bar(page.out, counts.at(i), waits.total(), "unsent");
        page.out.raw("</td></tr>\n");
    }
    end_table(page);
    end_section(page);
}

}  // namespace automation::core
