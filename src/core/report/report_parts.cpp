#include "core/report/report_sections.hpp"

namespace automation::core {

void start_section(ReportContext const &page, std::string_view id, std::string_view title, bool long_one)
{
    page.out.raw("<section ").raw(long_one ? "class=\"long\" " : "").raw("aria-labelledby=\"").raw(id);
    page.out.raw("\">\n<h2 id=\"").raw(id).raw("\">").raw(title).raw("</h2>\n");
}

void end_section(ReportContext const &page)
{
    page.out.raw("</section>\n");
}

void start_table(ReportContext const &page, Explained const &about, std::vector<ReportColumn> const &columns)
{
    HtmlWriter &out = page.out;
    // Above the box: a caption would be as wide as the table, and scroll with it.
    out.raw("<p class=\"muted\">").raw(about.text).raw("</p>\n");
    // Focusable, so that it scrolls by keyboard, too.
    out.raw("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"").raw(about.title).raw("\">\n");
    out.raw("<table>\n<caption>").raw(about.title).raw("</caption>\n<thead><tr>");
    for (ReportColumn const &column : columns) {
        if (column.title.empty()) {
            out.raw("<td></td>");
        } else {
            out.raw("<th scope=\"col\"").raw(column.numeric ? " class=\"n\">" : ">").raw(column.title).raw("</th>");
        }
    }
    out.raw("</tr></thead>\n<tbody>\n");
}

void end_table(ReportContext const &page)
{
    page.out.raw("</tbody>\n</table>\n</div>\n");
}

void write_metric(ReportContext const &page, std::string_view metric, std::int64_t number)
{
    page.out.raw("<data value=\"").raw(number).raw("\" data-metric=\"").raw(metric).raw("\">");
    page.out.text(page.format.count(number)).raw("</data>");
}

void write_metric_cell(ReportContext const &page, std::string_view metric, std::int64_t number)
{
    page.out.raw("<td class=\"n\">");
    write_metric(page, metric, number);
    page.out.raw("</td>");
}

void write_cell(ReportContext const &page, std::string_view text, std::string_view css_class)
{
    page.out.raw(css_class.empty() ? "<td>" : "<td class=\"").raw(css_class).raw(css_class.empty() ? "" : "\">");
    page.out.isolated(text).raw("</td>");
}

std::vector<ReportColumn> with_tenant(ReportContext const &page, std::vector<ReportColumn> columns)
{
    if (page.data.has_tenants()) {
        columns.push_back({page.words.tenant});
    }
    return columns;
}

void write_tenant_cell(ReportContext const &page, std::string const &tenant)
{
    if (page.data.has_tenants()) {
        write_cell(page, tenant);
    }
}

void write_automation_head(ReportContext const &page, std::optional<std::string> const &name, std::int64_t id)
{
    page.out.raw("<th scope=\"row\" class=\"w\">");
    if (name) {
        page.out.isolated(*name);
    } else {
        page.out.raw(page.words.deleted);
    }
    page.out.raw(" <span class=\"muted\">").raw(page.words.number).raw("&nbsp;").raw(id).raw("</span></th>");
}

void start_automation_row(ReportContext const &page, std::int64_t id, std::string const &tenant)
{
    page.out.raw("<tr data-automation=\"").raw(id).raw("\" data-tenant=\"").text(tenant).raw("\">");
}

std::string written_seconds(ReportContext const &page, std::optional<double> seconds)
{
    return seconds ? page.format.duration(*seconds) : "–";
}

std::string written_moment(ReportContext const &page, std::optional<Instant> at)
{
    return at ? page.format.moment(*at) : "–";
}

}  // namespace automation::core
