#include "core/report/report_charts.hpp"
#include "core/report/report_sections.hpp"

#include <utility>

namespace automation::core {
namespace {

void write_automation(ReportContext const &page, AutomationReport const &automation)
{
    OutcomeTotals const &totals = automation.totals;
    start_automation_row(page, automation.id, automation.tenant);
    write_automation_head(page, automation.name, automation.id);
    page.out.raw("<td>");
    draw_sparkline(page.out, automation.sent,
                   std::string(page.words.sent_by_day) + ": " + page.format.count(totals.sent));
    page.out.raw("</td>");
    std::pair<std::string_view, std::int64_t> const numbers[] = {
        {"events", totals.events()},   {"runs", totals.runs},          {"skipped", totals.skipped},
        {"blocked", totals.blocked},   {"failed", totals.failed},      {"held", totals.held},
        {"messages", totals.messages}, {"sent", totals.sent},          {"replied", totals.replied},
        {"booked", totals.booked},     {"converted", totals.converted}};
    for (auto const &[name, number] : numbers) {
        write_metric_cell(page, std::string("automation_").append(name), number);
    }
    write_cell(page, written_seconds(page, automation.waits.quantile(50)), "n");
    write_cell(page, written_seconds(page, automation.waits.quantile(95)), "n");
    write_metric_cell(page, "automation_tokens", totals.tokens);
    write_tenant_cell(page, automation.tenant);
    page.out.raw("</tr>\n");
}

void write_others(ReportContext const &page, std::int64_t others)
{
    if (others > 0) {
        page.out.raw("<p class=\"muted\">").raw(page.words.more_automations).raw(": ");
        page.out.text(page.format.count(others)).raw("</p>\n");
    }
}

}  // namespace

void write_automations(ReportContext const &page)
{
    ReportWords const &words = page.words;
    auto const &shown = page.data.automations;
    start_section(page, "automations", words.automations.title, true);
    if (shown.empty()) {
        page.out.raw("<p>").raw(words.nothing_here).raw("</p>\n");
        return end_section(page);
    }
    start_table(page, words.automations,
                with_tenant(page, {
                                      {words.automation},
                                      {words.sent_by_day},
                                      {words.events, true},
                                      {words.runs, true},
                                      {words.skipped, true},
                                      {words.blocked, true},
                                      {words.failed, true},
                                      {words.held, true},
                                      {words.messages, true},
                                      {words.sent, true},
                                      {words.replied, true},
                                      {words.booked, true},
                                      {words.converted, true},
                                      {words.median, true},
                                      {words.p95, true},
                                      {words.tokens, true},
                                  }));
    for (AutomationReport const &automation : shown) {
        write_automation(page, automation);
    }
    end_table(page);
    write_others(page, page.data.automation_count - static_cast<std::int64_t>(shown.size()));
    end_section(page);
}

void write_waiting(ReportContext const &page)
{
    ReportWords const &words = page.words;
    WaitingTotals const &totals = page.data.waiting;
    start_section(page, "waiting", words.waiting.title);
    page.out.raw("<p>").raw(words.waits_for).raw(": ");
    write_metric(page, "waiting", totals.waiting);
    page.out.raw(" · ").raw(words.due).raw(": ");
    write_metric(page, "due", totals.due);
    page.out.raw(" · ").raw(words.deliveries).raw(": ");
    write_metric(page, "deliveries", totals.deliveries);
    page.out.raw("</p>\n");
    if (!totals.shown.empty()) {
        start_table(page, words.waiting,
                    with_tenant(page, {
                                          {words.automation},
                                          {words.waits_for, true},
                                          {words.due, true},
                                          {words.deliveries, true},
                                          {words.oldest_due, true},
                                          {words.next, true},
                                      }));
        for (WaitingRuns const &row : totals.shown) {
            start_automation_row(page, row.id, row.tenant);
            write_automation_head(page, row.name, row.id);
            write_metric_cell(page, "automation_waiting", row.waiting);
            write_metric_cell(page, "automation_due", row.due);
            write_metric_cell(page, "automation_deliveries", row.deliveries);
            write_cell(page, written_seconds(page, row.oldest_due_seconds), "n");
            write_cell(page, written_moment(page, row.next_at), "n");
            write_tenant_cell(page, row.tenant);
            page.out.raw("</tr>\n");
        }
        end_table(page);
        write_others(page, totals.automations - static_cast<std::int64_t>(totals.shown.size()));
    }
    end_section(page);
}

}  // namespace automation::core
