/* report_sections.hpp — the sections of the report, and what they share. */
#pragma once
#include "core/report/html_writer.hpp"
#include "core/report/locale_format.hpp"
#include "core/report/report_data.hpp"
#include "core/report/report_words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** What a section is written from, and into. */
struct ReportContext {
    ReportData const &data;
    std::string_view language;
    ReportWords const &words;
    LocaleFormat const &format;
    HtmlWriter &out;
};

struct ReportColumn {
    std::string_view title;
    bool numeric = false;
};

/** A heading of the second level; `id` names it in the page. `long_one` may be broken over sheets of paper. */
void start_section(ReportContext const &page, std::string_view id, std::string_view title, bool long_one = false);
void end_section(ReportContext const &page);

/** A table that scrolls in a box of its own, with its heads; rows follow. A column without a title has no head. */
void start_table(ReportContext const &page, Explained const &about, std::vector<ReportColumn> const &columns);
void end_table(ReportContext const &page);

/** The number with what programs look for. */
void write_metric(ReportContext const &page, std::string_view metric, std::int64_t number);
/** The same as the cell of a table. */
void write_metric_cell(ReportContext const &page, std::string_view metric, std::int64_t number);
/** A cell with text of ours or of a user; `css_class` may be empty. */
void write_cell(ReportContext const &page, std::string_view text, std::string_view css_class = "");
/** The columns and, where rows are of several tenants, one for the tenant; and its cell. */
[[nodiscard]] std::vector<ReportColumn> with_tenant(ReportContext const &page, std::vector<ReportColumn> columns);
void write_tenant_cell(ReportContext const &page, std::string const &tenant);
/** The name of an automation as the head of a row. */
void write_automation_head(ReportContext const &page, std::optional<std::string> const &name, std::int64_t id);
/** Begins the row of an automation. */
void start_automation_row(ReportContext const &page, std::int64_t id, std::string const &tenant);

[[nodiscard]] std::string written_seconds(ReportContext const &page, std::optional<double> seconds);
[[nodiscard]] std::string written_moment(ReportContext const &page, std::optional<Instant> at);

void write_tiles(ReportContext const &page);
void write_funnel(ReportContext const &page);
void write_statuses(ReportContext const &page);
void write_outcomes_by_day(ReportContext const &page);
void write_waits(ReportContext const &page);
void write_automations(ReportContext const &page);
/** Nothing where there are no sequences. */
void write_sequences(ReportContext const &page);
void write_waiting(ReportContext const &page);
void write_failures(ReportContext const &page);
void write_held(ReportContext const &page);
void write_consent(ReportContext const &page);
void write_findings(ReportContext const &page);

}  // namespace automation::core
