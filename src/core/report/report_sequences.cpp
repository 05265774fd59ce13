#include "core/report/report_charts.hpp"
#include "core/report/report_sections.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace automation::core {
namespace {

/** How often each step ran that can; those in branches, too. */
void draw_steps(ReportContext const &page, SequenceReport const &sequence)
{
    std::vector<std::int64_t> ran;
    for (StepReport const &step : sequence.steps) {
        if (step.works && !step.removed) {
            ran.push_back(step.ran);
        }
    }
    if (std::ranges::any_of(ran, [](std::int64_t count) { return count > 0; })) {
        draw_funnel(page.out, ran, sequence.name + ": " + std::string(page.words.step_ran));
        page.out.raw("\n");
    }
}

void write_step_head(ReportContext const &page, StepReport const &step)
{
    page.out.raw("<th scope=\"row\" class=\"w\">").isolated(step.step);
    if (step.parent) {
        page.out.raw(" <span class=\"muted\">").isolated(*step.parent + ": " + step.branch.value_or("")).raw("</span>");
    }
    if (step.removed) {
        page.out.raw(" <span class=\"muted\">").raw(page.words.removed).raw("</span>");
    }
    page.out.raw("</th>");
}

void write_step(ReportContext const &page, StepReport const &step, std::int64_t most)
{
    page.out.raw("<tr data-step=\"").text(step.step).raw("\">");
    write_step_head(page, step);
    std::pair<std::string_view, std::int64_t> const numbers[] = {
        {"waiting", step.waiting},    {"ran", step.ran},
        {"skipped", step.skipped},    {"blocked", step.blocked},
        {"failed", step.failed},      {"replied", step.replied},
        {"booked", step.booked},      {"converted", step.converted},
        {"left_here", step.left_here}};
    for (auto const &[name, number] : numbers) {
        write_metric_cell(page, std::string("step_").append(name), number);
    }
    page.out.raw("<td class=\"bar\">");
    draw_bar(page.out, step.ran, most, "sent");
    page.out.raw("</td></tr>\n");
}

void write_sequence(ReportContext const &page, SequenceReport const &sequence)
{
    ReportWords const &words = page.words;
    std::int64_t most = 0;
    std::int64_t inside = 0;
    for (StepReport const &step : sequence.steps) {
        most = std::max(most, step.ran);
        inside += step.waiting;
    }
    page.out.raw("<div data-sequence=\"")
        .raw(sequence.id)
        .raw("\" data-tenant=\"")
        .text(sequence.tenant)
        .raw("\">\n<h3>");
    page.out.isolated(sequence.name).raw(" <span class=\"muted\">").raw(words.number).raw("&nbsp;").raw(sequence.id);
    page.out.raw("</span></h3>\n");
    draw_steps(page, sequence);
    HtmlWriter name;
    name.text(sequence.name);
    std::string const title = name.take();
    std::string about = std::string(words.inside_now) + ": " + page.format.count(inside);
    if (page.data.has_tenants()) {
        HtmlWriter tenant;
        tenant.raw(" · ").raw(words.tenant).raw(": ").text(sequence.tenant);
        about += tenant.take();
    }
    start_table(page, {title, about},
                {{words.step},
                 {words.waits_for, true},
                 {words.step_ran, true},
                 {words.skipped, true},
                 {words.blocked, true},
                 {words.failed, true},
                 {words.replied, true},
                 {words.booked, true},
                 {words.reached_goal, true},
                 {words.left_here, true},
                 {""}});
    for (StepReport const &step : sequence.steps) {
        write_step(page, step, most);
    }
    end_table(page);
    page.out.raw("</div>\n");
}

}  // namespace

void write_sequences(ReportContext const &page)
{
    auto const &shown = page.data.sequences;
    if (shown.empty()) {
        return;
    }
    start_section(page, "sequences", page.words.sequences.title, true);
    page.out.raw("<p class=\"muted\">").raw(page.words.sequences.text).raw("</p>\n");
    for (SequenceReport const &sequence : shown) {
        write_sequence(page, sequence);
    }
    std::int64_t const others = page.data.sequence_count - static_cast<std::int64_t>(shown.size());
    if (others > 0) {
        page.out.raw("<p class=\"muted\">").raw(page.words.more_sequences).raw(": ");
        page.out.text(page.format.count(others)).raw("</p>\n");
    }
    end_section(page);
}

}  // namespace automation::core
