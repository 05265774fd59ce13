#include "core/time/date_language.hpp"

#include "core/templates/misspelled_tag.hpp"
#include "core/templates/template.hpp"
#include "core/time/date_pattern.hpp"
#include "core/time/iso8601.hpp"
#include "core/time/time_format.hpp"
#include "core/time/timezone_lookup.hpp"

#include "sample.hpp"

#include <fstream>
#include <sstream>

namespace automation::core {
namespace {

using namespace std::chrono;

struct Row {
    std::string language, local, form, expected;
};

/** test/data/dates.tsv, whose head says who wrote the dates. */
std::vector<Row> rows()
{
    std::ifstream file(AUTOMATION_TEST_DATA "/dates.tsv");
    std::vector<Row> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream columns(line);
        Row row;
        for (std::string *column : {&row.language, &row.local, &row.form, &row.expected})
            std::getline(columns, *column, '\t');
        rows.push_back(row);
    }
    EXPECT_GE(rows.size(), 180U);
    return rows;
}

std::string written(Row const &row)
{
    auto const local = parse_iso8601(row.local)->local;
    if (row.form == "date" || row.form == "time")
        return long_form(local, row.form == "date" ? DateForm::date : DateForm::time, row.language);
    return format_moment({.local = local, .at = {}, .zone = nullptr, .language = row.language}, row.form);
}

TEST(DateLanguage, NinePlacesWriteDatesAsAnotherImplementationDoes)
{
    for (Row const &row : rows())
        EXPECT_EQ(written(row), row.expected) << row.language << ' ' << row.local << ' ' << row.form;
}

TEST(DateLanguage, UnknownLanguagesAreEnglish)
{
    LocalTime const at = local_days(2026y / 11 / 24) + 14h + 30min;
    EXPECT_EQ(long_form(at, DateForm::date_and_time, "xx"), "Tuesday, 24 November 2026 at 14:30");
    EXPECT_EQ(long_form(at, DateForm::date_and_time, "de"), "Dienstag, 24. November 2026 um 14:30");
    EXPECT_EQ(long_form(at, DateForm::date, "th"), "วันอังคารที่ 24 พฤศจิกายน ค.ศ. 2026");
}

TEST(DateLanguage, EveryEnglishHasTheSameNames)
{
    LocalMoment moment{.local = local_days(2026y / 9 / 24) + 14h + 30min, .at = {}, .zone = nullptr};
    for (std::string_view const tag : {"en", "en-GB", "en-AU", "EN-ca", "eng", "en-001"}) {
        moment.language = tag;
        EXPECT_EQ(format_moment(moment, "%a %A %b %B %p"), "Thu Thursday Sep September PM") << tag;
    }
}

TEST(DateLanguage, TheGregorianCalendarGoesBackToTheFirstYear)
{
    EXPECT_EQ(long_form(local_days(1500y / 3 / 1), DateForm::date, "de"), "Donnerstag, 1. März 1500");
}

TEST(DateLanguage, AZoneIsNamedAsItsReadersDo)
{
    FixedTimeZone const berlin(60min, "Europe/Berlin");
    FixedTimeZone const unknown(345min, "Mars/Olympus");
    Instant const at(sys_days(2026y / 11 / 24) + 13h + 30min);
    EXPECT_EQ(written_zone(at, berlin, "de"), "MEZ");
    EXPECT_EQ(written_zone(at, berlin, "en"), "CET");
    EXPECT_EQ(written_zone(at, unknown, "en"), "UTC+5:45");
    EXPECT_EQ(written_zone(at, FixedTimeZone(), "pl"), "UTC");
    // Where ICU's database differs from PostgreSQL's, the offset counts.
    EXPECT_EQ(written_zone(at, FixedTimeZone(180min, "Europe/Berlin"), "de"), "UTC+3");
}

TEST(DateLanguage, PatternsNameZones)
{
    FixedTimeZone const berlin(60min, "Europe/Berlin");
    LocalMoment const moment{.local = local_days(2026y / 11 / 24) + 14h + 30min,
                             .at = Instant(sys_days(2026y / 11 / 24) + 13h + 30min),
                             .zone = &berlin,
                             .language = "de"};
    EXPECT_EQ(format_moment(moment, "%a %e. %b %H:%M %Z (%z)"), "Di. 24. Nov. 14:30 MEZ (+0100)");
    LocalMoment day = moment;
    day.at.reset();
    EXPECT_EQ(format_moment(day, "%e. %B%Z%z"), "24. November") << "a day is the same everywhere";
}

TEST(MisspelledTag, IsToldWithWhatWasMeant)
{
    auto const meant = [](std::string_view text) {
        auto const tag = misspelled_tag(text);
        return tag ? tag->written + " " + tag->meant : std::string();
    };
    EXPECT_EQ(meant("{Lead_Name}, hello"), "{Lead_Name} {lead_name}");
    EXPECT_EQ(meant("{lead-name}"), "{lead-name} {lead_name}");
    EXPECT_EQ(meant("{ lead_name }"), "{ lead_name } {lead_name}");
    EXPECT_EQ(meant("{{lead_name} x"), "{{lead_name} {lead_name}");
    EXPECT_EQ(meant("{lead_name, hello"), "{lead_name {lead_name}");
    EXPECT_EQ(meant("{Lead Nme}"), "{Lead Nme} {lead_name}");
    EXPECT_EQ(meant("{Attributes.Tier}"), "{Attributes.Tier} {attributes.Tier}");
    for (std::string_view const text : {"{\"a\": 1}", "{ color: red }", "{", "{}", "{ }", "{1,2}", "{\n  lead", "{…}"})
        EXPECT_EQ(meant(text), "") << text;
}

}  // namespace
}  // namespace automation::core
