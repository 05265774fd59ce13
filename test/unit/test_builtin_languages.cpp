#include "core/messages/fallback_text.hpp"

#include "core/time/iso8601.hpp"

#include "sample.hpp"

#include <fstream>
#include <sstream>

namespace automation::core {
namespace {

using test::contains;
using test::Sample;

constexpr char const *languages[] = {"de", "en", "es", "fr", "it", "nl", "pl", "pt"};
constexpr Type types[] = {Type::lead_followup, Type::booking_reminder, Type::confirmation, Type::post_session};

struct Row {
    std::string language, local, form, expected;
};

/** The whole dates and times of test/data/dates.tsv, written by babel. */
std::vector<Row> written_by_babel()
{
    std::ifstream file(AUTOMATION_TEST_DATA "/dates.tsv");
    std::vector<Row> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream columns(line);
        Row row;
        for (std::string *column : {&row.language, &row.local, &row.form, &row.expected})
            std::getline(columns, *column, '\t');
        if (row.form == "date" || row.form == "time") rows.push_back(row);
    }
    EXPECT_GE(rows.size(), 96U);
    return rows;
}

TEST(BuiltinLanguages, ShowTheDatesThatBabelWrites)
{
    for (Row const &row : written_by_babel()) {
        Sample sample;
        FixedTimeZone const utc;
        sample.lead.language = row.language;
        sample.booking.starts_at = Instant(parse_iso8601(row.local)->local.time_since_epoch());
        for (bool const with_end : {false, true}) {
            sample.booking.ends_at = with_end ? sample.booking.starts_at : std::nullopt;
            if (with_end) *sample.booking.ends_at += std::chrono::seconds(30);
            auto const text = builtin_text(Type::confirmation, Trigger::booking_created,
                                           {sample.lead, &sample.booking, sample.tenant, utc});
            EXPECT_TRUE(contains(text.subject, row.expected)) << row.language << ' ' << text.subject;
            EXPECT_TRUE(contains(text.body, row.expected)) << row.language << ' ' << text.body;
        }
    }
}

TEST(BuiltinLanguages, HaveATextOfTheirOwnForEveryTypeAndTrigger)
{
    Sample sample;
    sample.lead.name = "Kim Doe Lee";
    for (bool const booked : {true, false})
        for (auto const type : types)
            for (auto const trigger : triggers_of(type)) {
                sample.lead.language = "en";
                auto const subject = [&] { return booked ? sample.subject() : sample.without_booking(); };
                auto const english = builtin_text(type, trigger, subject());
                for (auto const *language : languages) {
                    SCOPED_TRACE(std::string(language) + " " + std::string(name_of(type)) + " " +
                                 std::string(name_of(trigger)));
                    sample.lead.language = language;
                    auto const text = builtin_text(type, trigger, subject());
                    EXPECT_EQ(text.subject == english.subject, language == std::string_view("en")) << text.subject;
                    EXPECT_EQ(text.body == english.body, language == std::string_view("en")) << text.body;
                    EXPECT_EQ((text.subject + text.body).find_first_of("[]{}"), std::string::npos) << text.body;
                    EXPECT_FALSE(contains(text.body, "  ")) << text.body;
                    EXPECT_TRUE(contains(text.body, "\n\nYour Acme team")) << text.body;
                    EXPECT_FALSE(!booked && contains(text.body + text.subject, "Massage"));
                }
            }
}

TEST(BuiltinLanguages, AreWholeSentencesWithoutABusinessAndEndWithARegard)
{
    Sample sample;
    sample.tenant = {};
    for (auto const *language : languages) {
        sample.lead.language = language;
        for (auto const type : types)
            for (auto const trigger : triggers_of(type)) {
                auto const text = builtin_text(type, trigger, sample.subject());
                EXPECT_EQ((text.subject + text.body).find_first_of("[]{}"), std::string::npos) << text.body;
                EXPECT_FALSE(contains(text.body, " .")) << text.body;
                EXPECT_FALSE(text.subject.ends_with(' ')) << text.subject;
            }
    }
}

TEST(BuiltinLanguages, NameBothZonesWhereClocksChangeBetweenStartAndEnd)
{
    struct Changing final : TimeZone {
        [[nodiscard]] std::string const &name() const noexcept override { return name_; }
        [[nodiscard]] LocalTime to_local(Instant at) const override
        {
            auto const offset = at < test::moment(2026, 10, 25, 1) ? std::chrono::hours(2) : std::chrono::hours(1);
            return LocalTime(at.time_since_epoch() + offset);
        }
        [[nodiscard]] Instant to_instant(LocalTime at) const override { return Instant(at.time_since_epoch()); }
        std::string name_ = "Europe/Berlin";
    } const zone;
    Sample sample;
    sample.lead.language = "de";
    sample.booking.starts_at = test::moment(2026, 10, 25, 0, 30);
    sample.booking.ends_at = test::moment(2026, 10, 25, 2, 30);
    Subject const subject{sample.lead, &sample.booking, sample.tenant, zone, true};
    EXPECT_TRUE(contains(builtin_text(Type::confirmation, Trigger::booking_created, subject).body,
                         "Termin: Sonntag, 25. Oktober 2026, 02:30 MESZ-03:30 MEZ\n"));
}

}  // namespace
}  // namespace automation::core
