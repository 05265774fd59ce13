#include "core/templates/template.hpp"
#include "core/time/timezone_lookup.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using test::Sample;

TimeZone const *find_test_zone(std::string_view name)
{
    static FixedTimeZone const tokyo(std::chrono::minutes(540), "Asia/Tokyo");
    return name == tokyo.name() ? &tokyo : nullptr;
}

/** Ann has booked for 14:30 in Berlin; zones are found as in a server. */
class TemplateFilters : public ::testing::Test {
 protected:
    void SetUp() override { set_timezone_lookup(find_test_zone); }
    void TearDown() override { set_timezone_lookup(nullptr); }

    [[nodiscard]] Rendered rendered(std::string_view source, Part part = Part::text) const
    {
        return Template::parse(source).render(sample_.subject(), part);
    }
    [[nodiscard]] std::string text(std::string_view source, Part part = Part::text) const
    {
        auto const result = rendered(source, part);
        EXPECT_FALSE(result.missing) << *result.missing;
        return result.text;
    }
    /** The attribute `x` in the form of a filter. */
    [[nodiscard]] std::string of_attribute(std::string const &json, std::string const &filter)
    {
        sample_.lead.attributes = R"({"x":)" + json + "}";
        return text("{attributes.x|" + filter + "|-}");
    }

    Sample sample_;
};

TEST_F(TemplateFilters, change_case)
{
    sample_.lead.name = "élodie O'NEIL-straße";
    EXPECT_EQ(text("{lead_name|upper}"), "ÉLODIE O'NEIL-STRASSE");
    EXPECT_EQ(text("{lead_name|lower}"), "élodie o'neil-straße");
    EXPECT_EQ(text("{lead_name|title}"), "Élodie O'neil-Straße");
}

TEST_F(TemplateFilters, take_what_the_one_before_left)
{
    sample_.lead.name = "ANN & lee";
    EXPECT_EQ(text("{lead_name|lower|title|url}"), "Ann%20%26%20Lee");
    EXPECT_EQ(text("{lead_name| upper | url }"), "ANN%20%26%20LEE");
}

TEST_F(TemplateFilters, run_over_a_fallback_that_stands_before_them)
{
    sample_.lead.name.reset();
    EXPECT_EQ(text("{lead_name|there|upper}"), "THERE");
    EXPECT_EQ(text("{lead_name|upper|there}"), "there");
    EXPECT_EQ(text("{lead_name|default:\"dear you\"|title}"), "Dear You");
    EXPECT_EQ(text("{lead_name|upper}"), "FRIEND") << "the tenant's word stands there before any filter";
    EXPECT_EQ(rendered("{attributes.none|upper}").missing, "attributes.none");
}

TEST_F(TemplateFilters, take_any_character_in_quotes)
{
    EXPECT_EQ(text(R"({attributes.none|default:"a | b } {lead_name} \"c\" \\ \n"})"),
              R"(a | b } {lead_name} "c" \ \n)");
    EXPECT_EQ(text("{attributes.none|default:\"\"}."), ".");
    EXPECT_EQ(text("{attributes.none| default: \"x\" | upper}"), "X");
}

TEST_F(TemplateFilters, leave_words_that_are_no_filters_to_be_fallbacks)
{
    for (auto const *word : {"there", "Upper", "uppercase", "date:", "at 10:30", "time: \"now\" or so"}) {
        EXPECT_EQ(text("{attributes.none|" + std::string(word) + "}"), word);
        EXPECT_EQ(text("{lead_status|" + std::string(word) + "}"), "new");
    }
}

TEST_F(TemplateFilters, write_moments_in_the_form_that_is_asked_for)
{
    EXPECT_EQ(text("{booking_starts_at|date:\"%a %A %d %e %b %B %m %Y %y %H %M %I %p %j %%\"}"),
              "Tue Tuesday 24 24 Nov November 11 2026 26 14 30 02 PM 328 %");
    EXPECT_EQ(text("{booking_ends_at|date:\"%H:%M\"} {booking_date|date:\"%d.%m.\"} {booking_time|date:\"%I:%M %p\"}"),
              "15:30 24.11. 02:30 PM");
    sample_.booking.starts_at = test::moment(2027, 1, 1, 23, 5);  // Berlin: the day after
    EXPECT_EQ(text("{booking_date|date:\"%e/%d/%j %I:%M%p\"}"), "2/02/002 12:05AM");
    sample_.booking.starts_at = Instant::max();
    EXPECT_EQ(text("{booking_date|date:\"%d\"|soon}"), "soon");
    EXPECT_EQ(rendered("{booking_date|date:\"%d\"}").missing, "booking_date");
}

TEST_F(TemplateFilters, write_moments_on_the_clock_of_a_place)
{
    EXPECT_EQ(text("{booking_starts_at|tz:\"Asia/Tokyo\"}"), "Tuesday, 24 November 2026 at 22:30");
    EXPECT_EQ(text("{booking_time|tz:\"Asia/Tokyo\"} {booking_date|tz:\"Asia/Tokyo\"}"),
              "22:30 Tuesday, 24 November 2026");
    EXPECT_EQ(text("{booking_time|tz:\"lead\"} {booking_time|date:\"%H\"|tz:\"Asia/Tokyo\"|upper}"), "14:30 22");
}

TEST_F(TemplateFilters, read_moments_from_a_users_own_field)
{
    std::string const form = "date:\"%Y-%m-%d %H:%M\"";
    EXPECT_EQ(of_attribute(R"("2026-07-01")", form), "2026-07-01 00:00");
    EXPECT_EQ(of_attribute(R"("2026-07-01")", form + "|tz:\"Asia/Tokyo\""), "2026-07-01 00:00") << "a day is a day";
    EXPECT_EQ(of_attribute(R"("2026-07-01T09:05")", form), "2026-07-01 09:05") << "the lead's own clock";
    EXPECT_EQ(of_attribute(R"("2026-07-01 09:05:30")", form + "|tz:\"Asia/Tokyo\""), "2026-07-01 17:05");
    EXPECT_EQ(of_attribute(R"("2026-07-01T22:30:00.5Z")", form), "2026-07-01 23:30");
    EXPECT_EQ(of_attribute(R"(" 2026-07-01T22:30-0400 ")", form), "2026-07-02 03:30");
    EXPECT_EQ(of_attribute(R"("2026-07-01")", "tz:\"lead\""), "Wednesday, 1 July 2026");
    EXPECT_EQ(of_attribute(R"("2026-07-01T08:00Z")", "tz:\"lead\""), "Wednesday, 1 July 2026 at 09:00");
    for (auto const *value : {R"("soon")", R"("2026-02-30")", "20260701", "true", "null", R"("")", R"(["2026-07-01"])",
                              R"("0001-01-01T00:00Z")", R"("9999-12-31T23:59-10")"})
        EXPECT_EQ(of_attribute(value, form), "-") << value;
}

TEST_F(TemplateFilters, escape_values_for_html_after_all_filters)
{
    sample_.lead.name = "<b>\"Ann\" & 'Bo'</b>";
    EXPECT_EQ(text("<i>{lead_name|upper}</i> {lead_email}", Part::html),
              "<i>&lt;B&gt;&quot;ANN&quot; &amp; &#39;BO&#39;&lt;/B&gt;</i> ann@example.com");
    EXPECT_EQ(text("{attributes.none|a < b} {signature}", Part::html), "a &lt; b Your Acme team<br>\n+49 30 1234567");
    EXPECT_EQ(text("<a href=\"https://x/?n={lead_name|url}\">", Part::html),
              "<a href=\"https://x/?n=%3Cb%3E%22Ann%22%20%26%20%27Bo%27%3C%2Fb%3E\">");
}

TEST_F(TemplateFilters, keep_a_header_on_one_line)
{
    EXPECT_EQ(text("{signature}|{attributes.none|a\r\nb}\r\nc\td\x7F", Part::header),
              "Your Acme team +49 30 1234567|a b c d");
}

TEST_F(TemplateFilters, leave_a_trace_of_what_was_asked_for_and_what_stood_in)
{
    sample_.lead.name.reset();
    sample_.lead.source.reset();
    auto const parsed = Template::parse(
        "{lead_first_name} {lead_name|there|upper} {?booking_title}{lead_source} {lead_status}{:else}{lead_phone}{/?} "
        "{attributes.none} {lead_source}");
    Trace trace;
    auto const result = parsed.render(sample_.subject(), Part::text, &trace);
    EXPECT_EQ(result.text, "friend THERE {lead_source} new {attributes.none} {lead_source}");
    EXPECT_EQ(result.missing, "lead_source");
    EXPECT_EQ(trace.variables, (std::vector<std::string>{"lead_first_name", "lead_name", "booking_title", "lead_source",
                                                         "lead_status", "attributes.none"}));
    EXPECT_EQ(trace.missing, (std::vector<std::string>{"lead_source", "attributes.none"}));
    using Fallbacks = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(trace.fallbacks, (Fallbacks{{"lead_first_name", "friend"}, {"lead_name", "there"}}));
    EXPECT_EQ(parsed.render(sample_.subject()).text, "friend THERE ") << "without a trace it ends at the first";
}

}  // namespace
}  // namespace automation::core
