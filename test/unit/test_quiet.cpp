#include "core/decisions/quiet_hours.hpp"

#include "sample.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using test::moment;

constexpr QuietHours night{22h, 8h};  // of the wall clock
constexpr QuietHours siesta{12h + 30min, 15h};

TEST(Quiet, hours_need_two_different_times)
{
    TenantSettings settings;
    EXPECT_FALSE(quiet_hours_of(settings));
    settings.quiet_from = 22h;
    EXPECT_FALSE(quiet_hours_of(settings));
    settings.quiet_until = 22h;
    EXPECT_FALSE(quiet_hours_of(settings));
    settings.quiet_until = 8h;
    EXPECT_TRUE(quiet_hours_of(settings));
}

TEST(Quiet, hours_that_wrap_midnight_hold_on_both_sides_of_it)
{
    FixedTimeZone const berlin{60min};
    EXPECT_FALSE(is_quiet(night, moment(2026, 11, 20, 20, 59), berlin));
    EXPECT_TRUE(is_quiet(night, moment(2026, 11, 20, 21), berlin));
    EXPECT_TRUE(is_quiet(night, moment(2026, 11, 20, 23, 30), berlin));
    EXPECT_TRUE(is_quiet(night, moment(2026, 11, 21, 6, 59), berlin));
    EXPECT_FALSE(is_quiet(night, moment(2026, 11, 21, 7), berlin));
}

TEST(Quiet, hours_within_a_day_do_not_hold_at_night)
{
    FixedTimeZone const kathmandu{5h + 45min};
    EXPECT_TRUE(is_quiet(siesta, moment(2026, 11, 20, 6, 45), kathmandu));
    EXPECT_FALSE(is_quiet(siesta, moment(2026, 11, 20, 9, 15), kathmandu));
    EXPECT_FALSE(is_quiet(siesta, moment(2026, 11, 20, 20), kathmandu));
}

TEST(Quiet, ends_and_began_by_the_wall_clock)
{
    FixedTimeZone const berlin{60min};
    EXPECT_EQ(quiet_end(night, moment(2026, 11, 20, 21, 30), berlin), moment(2026, 11, 21, 7));
    EXPECT_EQ(quiet_end(night, moment(2026, 11, 21, 3), berlin), moment(2026, 11, 21, 7));
    EXPECT_EQ(start_of_quiet(night, moment(2026, 11, 20, 21, 30), berlin), moment(2026, 11, 20, 21));
    EXPECT_EQ(start_of_quiet(night, moment(2026, 11, 21, 3), berlin), moment(2026, 11, 20, 21));
    EXPECT_EQ(quiet_end(siesta, moment(2026, 11, 20, 12), berlin), moment(2026, 11, 20, 14));
    EXPECT_EQ(next_allowed_time(night, moment(2026, 11, 20, 12), berlin), moment(2026, 11, 20, 12));
    EXPECT_EQ(next_allowed_time(std::nullopt, moment(2026, 11, 21, 3), berlin), moment(2026, 11, 21, 3));
}

TEST(Quiet, never_holds_at_a_moment_that_no_calendar_shows)
{
    EXPECT_FALSE(is_quiet(night, Instant::max(), FixedTimeZone()));
    EXPECT_FALSE(is_quiet(night, Instant::min(), FixedTimeZone()));
}

/* Clocks go back at 01:00 UTC: 02:00 to 03:00 comes twice. */
class Autumn final : public TimeZone {
 public:
    [[nodiscard]] std::string const &name() const noexcept override { return name_; }
    [[nodiscard]] LocalTime to_local(Instant at) const override
    {
        return LocalTime(at.time_since_epoch() + (at < change_ ? 2h : 1h));
    }
    [[nodiscard]] Instant to_instant(LocalTime local) const override
    {
        Instant const first(local.time_since_epoch() - 2h);
        return first < change_ ? first : Instant(local.time_since_epoch() - 1h);
    }

 private:
    Instant change_ = moment(2026, 10, 25, 1);
    std::string name_ = "Europe/Berlin";
};

TEST(Quiet, an_end_that_comes_twice_is_always_ahead)
{
    Autumn const berlin;
    QuietHours const until_half_past_two{22h, 2h + 30min};
    EXPECT_EQ(quiet_end(until_half_past_two, moment(2026, 10, 24, 23), berlin), moment(2026, 10, 25, 0, 30));
    // 02:15 for the second time: the first 02:30 has passed.
    EXPECT_EQ(quiet_end(until_half_past_two, moment(2026, 10, 25, 1, 15), berlin), moment(2026, 10, 25, 1, 30));
}

TEST(Quiet, days_begin_at_midnight_of_the_zone)
{
    FixedTimeZone const auckland{13h};
    EXPECT_EQ(start_of_day(moment(2026, 11, 20, 12), auckland), moment(2026, 11, 20, 11));
    EXPECT_EQ(start_of_next_day(moment(2026, 11, 20, 10, 59), auckland), moment(2026, 11, 20, 11));
}

TEST(Quiet, the_spread_is_the_same_for_the_same_and_within_a_quarter_of_an_hour)
{
    int different = 0;
    for (int lead = 1; lead <= 1000; ++lead) {
        Micros const jitter = jitter_of(LeadId{lead}, AutomationId{1});
        ASSERT_GE(jitter, 0s);
        ASSERT_LT(jitter, 15min);
        ASSERT_EQ(jitter, jitter_of(LeadId{lead}, AutomationId{1}));
        different += jitter != jitter_of(LeadId{lead + 1}, AutomationId{1}) ? 1 : 0;
    }
    EXPECT_GT(different, 980);
}

}  // namespace
}  // namespace automation::core
