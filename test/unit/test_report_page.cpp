#include "core/report/html_writer.hpp"
#include "core/report/locale_format.hpp"
#include "core/report/report_charts.hpp"
#include "core/report/report_colours.hpp"
#include "core/report/report_hints.hpp"
#include "core/report/report_page.hpp"
#include "core/report/report_style.hpp"
#include "core/report/report_words.hpp"

#include "core/base/error.hpp"

#include <bit>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr sys_days first_of_november = std::chrono::year(2026) / 11 / 1;

bool has(std::string const &page, std::string_view part)
{
    return page.find(part) != std::string::npos;
}

ReportData sample()
{
    ReportData data;
    data.calendar = report_calendar({first_of_november, first_of_november + days(29)});
    data.intervals.resize(30);
    data.intervals[3] = {.runs = 1200, .skipped = 7, .messages = 1100, .sent = 1050};
    data.totals = data.intervals[3];
    data.written_at = Instant(first_of_november) + std::chrono::hours(14);
    data.tenant = "";
    data.automations.push_back({.id = 5,
                                .tenant = "",
                                .name = "<script>x</script>",
                                .totals = data.totals,
                                .waits = {},
                                .sent = std::vector<std::int64_t>(30)});
    data.automation_count = 3;
    return data;
}

SequenceReport sequence(std::string name)
{
    SequenceReport drip{.id = 9, .tenant = "", .name = std::move(name), .steps = {}};
    drip.steps.push_back({.step = "welcome", .parent = {}, .branch = {}, .works = true, .ran = 1200, .replied = 7});
    drip.steps.push_back({.step = "<i>tier</i>", .parent = {}, .branch = {}});
    drip.steps.push_back({.step = "call",
                          .parent = "<i>tier</i>",
                          .branch = "then",
                          .works = true,
                          .waiting = 5,
                          .ran = 300,
                          .left_here = 4});
    drip.steps.push_back({.step = "old", .parent = {}, .branch = {}, .works = true, .removed = true, .ran = 2});
    return drip;
}

TEST(ReportPage, shows_sequences_by_step)
{
    ReportData data = sample();
    EXPECT_FALSE(has(report_page(data, "en"), "Sequences"));
    data.sequences.push_back(sequence("<b>Drip</b>"));
    data.sequence_count = 3;
    std::string const page = report_page(data, "en");
    EXPECT_TRUE(has(page, "<h2 id=\"sequences\">Sequences</h2>"));
    EXPECT_TRUE(has(page, "<h3><bdi>&lt;b&gt;Drip&lt;/b&gt;</bdi>"));
    EXPECT_TRUE(has(page, "<caption>&lt;b&gt;Drip&lt;/b&gt;</caption>"));
    EXPECT_FALSE(has(page, "<b>Drip"));
    EXPECT_FALSE(has(page, "<i>"));
    EXPECT_TRUE(has(page, "Inside now: 5"));
    EXPECT_TRUE(has(page, R"(<data value="1200" data-metric="step_ran">1,200</data>)"));
    EXPECT_TRUE(has(page, R"(<data value="4" data-metric="step_left_here">4</data>)"));
    EXPECT_TRUE(has(page, "<bdi>&lt;i&gt;tier&lt;/i&gt;: then</bdi>"));
    EXPECT_TRUE(has(page, "<bdi>old</bdi> <span class=\"muted\">removed</span>"));
    EXPECT_TRUE(has(page, "Other sequences, not shown: 2"));
    // The funnel: two bands, of what runs and is still there.
    EXPECT_TRUE(has(page,
                    "<title>&lt;b&gt;Drip&lt;/b&gt;: Ran</title><path class=\"sent\" "
                    "d=\"M0 0h1000L625 500h-250ZM375 500h250L625 1000h-250Z\"/></svg>"));
    EXPECT_TRUE(has(report_page(data, "de"), "Jetzt darin: 5"));
}

TEST(ReportPage, draws_no_funnel_of_steps_that_never_ran)
{
    ReportData data = sample();
    data.sequences.push_back(sequence("Drip"));
    data.sequence_count = 1;
    for (StepReport &step : data.sequences[0].steps) {
        step.ran = 0;
    }
    std::string const page = report_page(data, "en");
    EXPECT_TRUE(has(page, "data-step=\"call\""));
    EXPECT_FALSE(has(page, "<svg class=\"steps\""));
}

TEST(ReportPage, has_every_number_for_programs)
{
    std::string const page = report_page(sample(), "en");
    EXPECT_TRUE(has(page, R"(<data value="1050" data-metric="sent">1,050</data>)"));
    EXPECT_TRUE(has(page, R"(<data value="1207" data-metric="events">1,207</data>)"));
    EXPECT_TRUE(has(page, R"(<data value="50" data-metric="outcome_unsent">50</data>)"));
    EXPECT_TRUE(has(page, R"(<tr data-automation="5" data-tenant="">)"));
    EXPECT_TRUE(has(page, "Other automations, not shown: 2"));
    EXPECT_TRUE(has(page, "<title>4 Nov 2026: Sent 1,050, Written, not sent 50, Skipped 7</title>"));
    EXPECT_TRUE(has(page, "1 Nov 2026 – 30 Nov 2026"));
}

TEST(ReportPage, is_in_the_language_of_its_reader)
{
    std::string const page = report_page(sample(), "de");
    EXPECT_TRUE(has(page, R"(<html lang="de">)"));
    EXPECT_TRUE(has(page, R"(<data value="1050" data-metric="sent">1.050</data>)"));
    EXPECT_TRUE(has(page, "01.11.2026 – 30.11.2026"));
    EXPECT_TRUE(has(page, "Einwilligung"));
}

TEST(ReportPage, keeps_names_text)
{
    ReportData data = sample();
    data.business = "A & <b>B</b>";
    data.held = {.count = 1,
                 .shown = {{.id = 7,
                            .tenant = "\"><x",
                            .lead = "<img src=x onerror=alert(1)>\n\u202Eback",
                            .automation = std::nullopt,
                            .subject = "'quoted'",
                            .channel = "email",
                            .flags = {"money"},
                            .written_at = data.written_at}}};
    data.failures.push_back({.kind = FailureKind::message,
                             .reason = "<i>\"no\"</i>",
                             .channel = "sms",
                             .count = 2,
                             .last_at = {},
                             .example = 9});
    std::string const page = report_page(data, "en");
    for (std::string_view const markup : {"<script", "<img", "<b>B", "<i>", "<x", "\u202E"}) {
        EXPECT_FALSE(has(page, markup)) << markup;
    }
    EXPECT_TRUE(has(page, "&lt;img src=x onerror=alert(1)&gt; "));
    EXPECT_TRUE(has(page, "Automation report – A &amp; &lt;b&gt;B&lt;/b&gt;</title>"));
}

TEST(ReportPage, shows_tenants_where_there_are_several)
{
    ReportData data = sample();
    EXPECT_FALSE(has(report_page(data, "en"), "Tenant"));
    data.tenant = "acme";
    EXPECT_TRUE(has(report_page(data, "en"), "<dt>Tenant</dt><dd><bdi>acme</bdi>"));
    EXPECT_FALSE(has(report_page(data, "en"), ">Tenant</th>"));
    data.tenant.reset();
    EXPECT_FALSE(has(report_page(data, "en"), ">Tenant</th>"));
    data.automations[0].tenant = "acme";
    EXPECT_TRUE(has(report_page(data, "en"), ">Tenant</th>"));
    EXPECT_TRUE(has(report_page(data, "en"), "all tenants"));
}

TEST(ReportPage, shows_findings_to_whom_they_are_for)
{
    ReportData data = sample();
    EXPECT_FALSE(has(report_page(data, "en"), "automation_check()."));
    data.findings.emplace();
    EXPECT_TRUE(has(report_page(data, "en"), "id=\"findings\""));
    data.findings->push_back({"error", "worker is down", "Start it."});
    EXPECT_TRUE(has(report_page(data, "de"), R"(lang="en"><bdi>worker is down</bdi>)"));
}

TEST(ReportPage, cuts_long_values_at_characters)
{
    HtmlWriter out;
    std::string value;
    for (int i = 0; i < 400; ++i)
        value += "ä";
    std::string const page = out.text(value).take();
    EXPECT_EQ(page.size(), 300 * 2 + 3);
    EXPECT_TRUE(page.ends_with("ä…"));
}

TEST(ReportCharts, fill_the_height_and_show_the_least)
{
    HtmlWriter out;
    StackedBar const bars[] = {{"a", {999999, 0, 1, 0, 0}}, {"b", {}}, {"c", {500000, 500000, 0, 0, 0}}};
    draw_stacked_bars(out, bars, "t <&>");
    std::string const svg = out.take();
    EXPECT_TRUE(has(svg, "<title>t &lt;&amp;&gt;</title>"));
    EXPECT_TRUE(has(svg, R"(<rect class="unsent" x="21" y="0" width="8" height="500"/>)"));
    EXPECT_TRUE(has(svg, R"(class="failed")"));
    EXPECT_FALSE(has(svg, "<title>b</title>"));
}

TEST(ReportCharts, condense_a_long_line)
{
    HtmlWriter out;
    std::vector<std::int64_t> const values(400, 1);
    draw_sparkline(out, values, "t");
    std::string const svg = out.take();
    EXPECT_EQ(std::ranges::count(svg, 'H'), 58);  // seven days each
    HtmlWriter empty;
    draw_sparkline(empty, std::vector<std::int64_t>(3), "t");
    EXPECT_TRUE(has(empty.take(), "M0 1000V1000H10V1000H20V1000H30V1000Z"));
}

TEST(ReportLocale, falls_back_to_english)
{
    EXPECT_EQ(report_language("de"), "de");
    EXPECT_EQ(report_language(" de_AT "), "de-AT");
    EXPECT_EQ(report_language("en-US"), "en-US");
    EXPECT_EQ(report_language("fr"), "en");
    EXPECT_EQ(report_language("xx"), "en");
    for (std::string_view const malformed : {"", "not a locale", "d", "<script>"}) {
        EXPECT_THROW((void)report_language(malformed), UserError) << malformed;
    }
}

TEST(ReportLocale, writes_numbers_lengths_and_dates)
{
    LocaleFormat const english("en"), german("de"), swiss("de-CH"), american("en-US");
    EXPECT_EQ(english.count(-1234567), "-1,234,567");
    EXPECT_EQ(german.count(1234567), "1.234.567");
    EXPECT_EQ(swiss.count(1234567), "1’234’567");
    EXPECT_EQ(english.share(1, 8), "12.5%");
    EXPECT_EQ(german.share(1, 8), "12,5\u00a0%");
    EXPECT_EQ(english.share(3, 3), "100%");
    EXPECT_EQ(english.share(3, 0), "–");
    EXPECT_EQ(english.duration(0.25), "250 ms");
    EXPECT_EQ(english.duration(2.44), "2.4 secs");
    EXPECT_EQ(english.duration(90), "1.5 mins");
    EXPECT_EQ(german.duration(5400), "1,5 Std.");
    EXPECT_EQ(english.duration(86400), "1 day");
    EXPECT_EQ(german.duration(864000), "10 Tg.");
    EXPECT_EQ(english.date(first_of_november), "1 Nov 2026");
    EXPECT_EQ(american.date(first_of_november), "Nov 1, 2026");
    EXPECT_EQ(german.date(first_of_november), "01.11.2026");
    EXPECT_EQ(english.short_date(first_of_november), "1 Nov");
    EXPECT_EQ(english.moment(Instant(first_of_november) + std::chrono::hours(14)), "1 Nov 2026, 14:00");
    EXPECT_EQ(english.moment(Instant::max()), "–");
}

/** Every field is a text, so that a structure of them is an array of them. */
TEST(ReportWords, are_complete)
{
    using Texts = std::array<std::string_view, sizeof(ReportWords) / sizeof(std::string_view)>;
    auto const english = std::bit_cast<Texts>(report_words_en);
    auto const german = std::bit_cast<Texts>(report_words_de);
    for (std::size_t i = 0; i < english.size(); ++i) {
        EXPECT_FALSE(english[i].empty()) << i << " after " << (i > 0 ? english[i - 1] : "");
        EXPECT_FALSE(german[i].empty()) << i << " after " << (i > 0 ? german[i - 1] : "");
    }
}

TEST(ReportHints, say_what_to_do)
{
    struct {
        FailureKind kind;
        std::string_view reason, words, hint;
    } const cases[] = {
        {FailureKind::message, "550 5.1.1 no such user", "550 5.1.1 no such user", "Correct the address"},
        {FailureKind::message, "Timed out", "Timed out", "reaches the provider"},
        {FailureKind::message, "HTTP 401", "HTTP 401", "credentials"},
        {FailureKind::message, "something else", "something else", "Correct the cause"},
        {FailureKind::attempt, "HTTP 503", "HTTP 503", "repeated by itself"},
        {FailureKind::run, "division by zero", "division by zero", "automation_retry_run"},
        {FailureKind::blocked, "opted_out", "the lead has opted out", "Nothing"},
        {FailureKind::skipped, "missing_attributes.tier", "no value for attributes.tier", "fallback"},
        {FailureKind::skipped, "too_late", "later than max_lateness", "worker"},
        {FailureKind::skipped, "a_new_one", "a_new_one", "details of the activity"}};
    for (auto const &expected : cases) {
        FailureGroup const group{.kind = expected.kind,
                                 .reason = std::string(expected.reason),
                                 .channel = "",
                                 .count = 1,
                                 .last_at = {},
                                 .example = 0};
        EXPECT_EQ(failure_reason(group, "en"), expected.words);
        EXPECT_TRUE(has(failure_hint(group, "en"), expected.hint)) << failure_hint(group, "en");
        EXPECT_NE(failure_hint(group, "de-AT"), failure_hint(group, "en"));
    }
}

double linear(int value)
{
    double const part = value / 255.0;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

/** WCAG 2.1, of "#rrggbb". */
double luminance(std::string_view colour)
{
    auto const part = [&](std::size_t at) { return linear(std::stoi(std::string(colour.substr(at, 2)), nullptr, 16)); };
    return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

double contrast(std::string_view a, std::string_view b)
{
    double const light = std::max(luminance(a), luminance(b));
    return (light + 0.05) / (std::min(luminance(a), luminance(b)) + 0.05);
}

TEST(ReportColours, can_be_read_on_either_ground)
{
    EXPECT_NEAR(contrast("#000000", "#ffffff"), 21, 0.01);
    for (std::size_t i = ground_count + 1; i < report_colours.size(); ++i) {
        for (std::size_t ground = 0; ground < ground_count; ++ground) {
            EXPECT_GE(contrast(report_colours[i].light, report_colours[ground].light), 4.5) << report_colours[i].name;
            EXPECT_GE(contrast(report_colours[i].dark, report_colours[ground].dark), 4.5) << report_colours[i].name;
        }
        EXPECT_TRUE(has(report_style(), "--" + std::string(report_colours[i].name) + ":"));
    }
    for (std::string_view const part : bar_parts) {
        EXPECT_TRUE(has(report_style(), "." + std::string(part) + "{fill:var(--" + std::string(part) + ")}")) << part;
    }
    EXPECT_FALSE(has(report_style(), "url("));
    EXPECT_FALSE(has(report_style(), "@import"));
}

}  // namespace
}  // namespace automation::core
