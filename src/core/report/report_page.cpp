#include "core/report/report_page.hpp"

#include "core/report/report_sections.hpp"
#include "core/report/report_style.hpp"

namespace automation::core {
namespace {

std::string title_of(ReportData const &data, ReportWords const &words)
{
    std::string title(words.title);
    return data.business ? title + " – " + *data.business : title;
}

// A page that is opened from a server may load nothing from it, nor from anywhere else.
constexpr std::string_view security_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'";

void write_head(ReportContext const &page)
{
    HtmlWriter &out = page.out;
    out.raw("<!DOCTYPE html>\n<html lang=\"").text(page.language).raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"").raw(security_policy).raw("\">\n");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>");
    out.text(title_of(page.data, page.words)).raw("</title>\n<style>\n").raw(report_style()).raw("</style>\n</head>\n");
}

void write_fact(ReportContext const &page, std::string_view name, std::string_view value)
{
    page.out.raw("<div><dt>").raw(name).raw("</dt><dd>").isolated(value).raw("</dd></div>\n");
}

void write_header(ReportContext const &page)
{
    DayRange const days = page.data.calendar.days;
    page.out.raw("<header>\n<h1>").text(title_of(page.data, page.words)).raw("</h1>\n<dl>\n");
    write_fact(page, page.words.period, page.format.date(days.first) + " – " + page.format.date(days.last));
    write_fact(page, page.words.written_at, page.format.moment(page.data.written_at));
    if (page.data.has_tenants()) {
        write_fact(page, page.words.tenant, page.words.all_tenants);
    } else if (page.data.tenant && !page.data.tenant->empty()) {
        write_fact(page, page.words.tenant, *page.data.tenant);
    }
    page.out.raw("</dl>\n</header>\n");
}

}  // namespace

std::string report_page(ReportData const &data, std::string_view language)
{
    LocaleFormat const format(language);
    HtmlWriter out;
    ReportContext const page{data, language, report_words(language), format, out};
    write_head(page);
    out.raw("<body>\n");
    write_header(page);
    out.raw("<main>\n");
    write_tiles(page);
    out.raw("<div class=\"pair\">\n");
    write_funnel(page);
    write_waits(page);
    out.raw("</div>\n");
    write_outcomes_by_day(page);
    write_automations(page);
    write_sequences(page);
    write_waiting(page);
    write_failures(page);
    write_held(page);
    out.raw("<div class=\"pair\">\n");
    write_consent(page);
    write_statuses(page);
    out.raw("</div>\n");
    write_findings(page);
    out.raw("</main>\n<footer><p>").raw(page.words.days_in_utc).raw("</p></footer>\n</body>\n</html>\n");
    return out.take();
}

}  // namespace automation::core
