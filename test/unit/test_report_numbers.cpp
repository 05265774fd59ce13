#include "core/report/error_group.hpp"
#include "core/report/report_calendar.hpp"
#include "core/report/wait_histogram.hpp"

#include "core/base/latency_histogram.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr sys_days day(int year, unsigned month, unsigned number)
{
    return std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(number);
}

TEST(ReportWaits, gives_quantiles_within_a_bucket)
{
    WaitHistogram waits;
    EXPECT_FALSE(waits.quantile(50).has_value());
    waits.add(bucket_of(std::chrono::seconds(100)), 15);
    waits.add(bucket_of(std::chrono::hours(1)), 5);
    EXPECT_EQ(waits.total(), 20);
    EXPECT_NEAR(waits.quantile(50).value_or(0), 100, 3);
    EXPECT_NEAR(waits.quantile(75).value_or(0), 100, 3);
    EXPECT_NEAR(waits.quantile(76).value_or(0), 3600, 80);
    EXPECT_NEAR(waits.quantile(95).value_or(0), 3600, 80);
}

TEST(ReportWaits, counts_by_length)
{
    WaitHistogram waits;
    std::int64_t count = 1;
    for (int const seconds : {0, 5, 50, 500, 3000, 80000, 300000, 9000000}) {
        waits.add(bucket_of(std::chrono::seconds(seconds)), count++);
    }
    EXPECT_EQ(waits.classes(), (std::array<std::int64_t, 8>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(ReportCalendar, has_the_days_of_which_a_part_is_in_the_period)
{
    auto const found = days_between(Instant(day(2026, 11, 1)) + std::chrono::hours(23), Instant(day(2026, 11, 3)));
    EXPECT_EQ(found.first, day(2026, 11, 1));
    EXPECT_EQ(found.last, day(2026, 11, 2));
    auto const all = days_between(Instant::min(), Instant::max());
    EXPECT_EQ(all.first, day(1, 1, 1));
    EXPECT_EQ(all.last, day(9999, 12, 31));
}

TEST(ReportCalendar, has_days_weeks_months_or_years)
{
    struct {
        int length;
        IntervalUnit unit;
        std::size_t count;
    } const cases[] = {{1, IntervalUnit::day, 1},       {400, IntervalUnit::day, 400},
                       {401, IntervalUnit::week, 58},   {2793, IntervalUnit::week, 399},
                       {2794, IntervalUnit::month, 92}, {11000, IntervalUnit::month, 362},
                       {20000, IntervalUnit::year, 55}, {400000, IntervalUnit::year, 400}};
    for (auto const &expected : cases) {
        sys_days const first = day(2026, 1, 5);  // a Monday
        auto const calendar = report_calendar({first, first + days(expected.length - 1)});
        EXPECT_EQ(calendar.unit, expected.unit) << expected.length;
        EXPECT_EQ(calendar.starts.size(), expected.count) << expected.length;
        EXPECT_LE(calendar.starts.size(), most_intervals);
    }
}

TEST(ReportCalendar, cuts_the_first_and_the_last_interval)
{
    auto const calendar = report_calendar({day(2020, 1, 15), day(2029, 6, 3)});
    ASSERT_EQ(calendar.unit, IntervalUnit::month);
    EXPECT_EQ(calendar.starts.front(), day(2020, 1, 1));
    EXPECT_EQ(calendar.of(0).first, day(2020, 1, 15));
    EXPECT_EQ(calendar.of(0).last, day(2020, 1, 31));
    EXPECT_EQ(calendar.of(1).last, day(2020, 2, 29));
    EXPECT_EQ(calendar.of(calendar.starts.size() - 1).last, day(2029, 6, 3));
    EXPECT_EQ(calendar.interval(day(2020, 2, 1)), 1U);
    EXPECT_FALSE(calendar.interval(day(2020, 2, 2)).has_value());
    EXPECT_FALSE(calendar.interval(day(2030, 1, 1)).has_value());
}

TEST(ReportCalendar, begins_a_long_period_where_there_is_data)
{
    DayRange const ever = days_between(Instant::min(), Instant::max());
    sys_days const today = day(2026, 11, 30);
    EXPECT_TRUE(is_long(ever));
    auto const none = limited_to(ever, std::nullopt, today);
    EXPECT_EQ(none.first, today);
    EXPECT_EQ(none.last, today);
    auto const some = limited_to(ever, DayRange{day(2026, 3, 1), day(2026, 4, 1)}, today);
    EXPECT_EQ(some.first, day(2026, 3, 1));
    EXPECT_EQ(some.last, today);
    auto const past = limited_to({day(2000, 1, 1), day(2010, 1, 1)}, DayRange{day(2026, 3, 1), today}, today);
    EXPECT_EQ(past.first, day(2010, 1, 1));
    EXPECT_EQ(past.last, day(2010, 1, 1));
}

TEST(ReportErrors, are_the_same_without_addresses_and_numbers)
{
    EXPECT_EQ(error_group("550 5.1.1 <ann@example.com>: user unknown, id 812345-x"),
              "550 5.1.1 <<address>>: user unknown, id #");
    EXPECT_EQ(error_group("550 5.1.1 <bob@example.org>: user unknown, id 912345-x"),
              error_group("550 5.1.1 <ann@example.com>: user unknown, id 812345-x"));
    EXPECT_EQ(error_group("number +4930123456 is not valid"), "number # is not valid");
    EXPECT_EQ(error_group("HTTP 503"), "HTTP 503");
    EXPECT_EQ(error_group("jörg@müller.example spricht\nGrößeres"), "<address> spricht Größeres");
    EXPECT_EQ(error_group(""), "");
    EXPECT_EQ(error_group(std::string(1000, 'x')).size(), 200U);
}

}  // namespace
}  // namespace automation::core
