#include "core/time/time_format.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using std::chrono::minutes;
using test::moment;

TEST(Moment, is_written_as_people_in_the_zone_read_it)
{
    auto const when = moment(2026, 11, 24, 13, 30);
    EXPECT_EQ(format_datetime(when, FixedTimeZone(minutes(60))), "Tuesday, 24 November 2026 at 14:30");
    EXPECT_EQ(long_date(when, FixedTimeZone(minutes(60))), "Tuesday, 24 November 2026");
    EXPECT_EQ(format_time(when, FixedTimeZone(minutes(60))), "14:30");
    EXPECT_EQ(format_datetime(when, FixedTimeZone(minutes(11 * 60))), "Wednesday, 25 November 2026 at 00:30");
    EXPECT_EQ(format_datetime(moment(2027, 1, 1), FixedTimeZone(minutes(-1))), "Thursday, 31 December 2026 at 23:59");
}

TEST(Moment, knows_every_month_and_weekday)
{
    EXPECT_EQ(long_date(moment(2024, 2, 29), FixedTimeZone()), "Thursday, 29 February 2024");
    EXPECT_EQ(long_date(moment(1970, 1, 1), FixedTimeZone()), "Thursday, 1 January 1970");
    EXPECT_EQ(long_date(moment(1969, 12, 31), FixedTimeZone()), "Wednesday, 31 December 1969");
    std::string initials;
    for (unsigned month = 1; month <= 12; ++month) {
        auto const date = long_date(moment(2026, month, 1), FixedTimeZone());
        initials += date.substr(date.find("1 ") + 2, 3);
    }
    EXPECT_EQ(initials, "JanFebMarAprMayJunJulAugSepOctNovDec");
    std::string weekdays;
    for (unsigned day = 1; day <= 7; ++day)
        weekdays += long_date(moment(2026, 11, day), FixedTimeZone()).substr(0, 2);
    EXPECT_EQ(weekdays, "SuMoTuWeThFrSa");
}

TEST(Moment, rounds_no_seconds_up)
{
    EXPECT_EQ(format_time(moment(2026, 1, 1, 9, 59) + std::chrono::seconds(59), FixedTimeZone()), "09:59");
    EXPECT_EQ(format_time(moment(1969, 12, 31, 23, 59) + Micros(59'999'999), FixedTimeZone()), "23:59");
}

TEST(Moment, has_an_iso_form_with_the_offset)
{
    auto const when = moment(2026, 11, 24, 13, 30);
    EXPECT_EQ(iso_8601(when, FixedTimeZone()), "2026-11-24T13:30:00+00:00");
    EXPECT_EQ(iso_8601(when, FixedTimeZone(minutes(60))), "2026-11-24T14:30:00+01:00");
    EXPECT_EQ(iso_8601(when, FixedTimeZone(minutes(-210))), "2026-11-24T10:00:00-03:30");
    EXPECT_EQ(iso_8601(when + Micros(5'120'000), FixedTimeZone()), "2026-11-24T13:30:05.12+00:00");
    EXPECT_EQ(iso_8601(when + Micros(1), FixedTimeZone()), "2026-11-24T13:30:00.000001+00:00");
    EXPECT_EQ(iso_8601(moment(987, 6, 5), FixedTimeZone()), "0987-06-05T00:00:00+00:00");
}

TEST(Moment, beyond_the_calendar_has_no_text)
{
    for (auto const when :
         {Instant::max(), Instant::min(), moment(10'000, 1, 1), moment(0, 12, 31), moment(-5, 1, 1)}) {
        EXPECT_FALSE(in_calendar(when));
        EXPECT_EQ(format_datetime(when, FixedTimeZone(minutes(60))), "");
        EXPECT_EQ(long_date(when, FixedTimeZone(minutes(60))), "");
        EXPECT_EQ(format_time(when, FixedTimeZone(minutes(60))), "");
        EXPECT_EQ(iso_8601(when, FixedTimeZone(minutes(60))), "");
    }
    EXPECT_TRUE(in_calendar(moment(9999, 12, 30)));
    EXPECT_TRUE(in_calendar(moment(1, 1, 2)));
}

}  // namespace
}  // namespace automation::core
