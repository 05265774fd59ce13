/* test_retry.cpp — waits between attempts, and the gate before the model. */
#include "core/time/retry.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Instant at(int seconds)
{
    return Instant(std::chrono::seconds(seconds));
}

TEST(NextWait, doubles_from_a_second_up_to_the_cap)
{
    double const nearly_one = 1.0 - std::numeric_limits<double>::epsilon();
    EXPECT_EQ(next_wait({.number = 1, .asked_wait = {}}, nearly_one), 1s);
    EXPECT_EQ(next_wait({.number = 2, .asked_wait = {}}, nearly_one), 2s);
    EXPECT_EQ(next_wait({.number = 5, .asked_wait = {}}, nearly_one), 16s);
    EXPECT_EQ(next_wait({.number = 13, .asked_wait = {}}, nearly_one), 1h);
    EXPECT_EQ(next_wait({.number = 2'000'000'000, .asked_wait = {}}, nearly_one), 1h);
    EXPECT_EQ(next_wait({.number = 8, .asked_wait = {}, .cap = 60s}, nearly_one), 60s);
}

TEST(NextWait, spreads_over_the_whole_interval)
{
    EXPECT_EQ(next_wait({.number = 4, .asked_wait = {}}, 0.0), 0ms);
    EXPECT_EQ(next_wait({.number = 4, .asked_wait = {}}, 0.5), 4s);
}

TEST(NextWait, is_what_the_provider_asked_for_and_never_less)
{
    EXPECT_EQ(next_wait({.number = 1, .asked_wait = 56s}, 0.0), 56s);
    EXPECT_GT(next_wait({.number = 1, .asked_wait = 56s}, 0.5), 58s);
    EXPECT_LE(next_wait({.number = 1, .asked_wait = 56s}, 1.0), 62s);
    EXPECT_GT(next_wait({.number = 1, .asked_wait = 0s}, 0.5), 0ms);
}

TEST(NextWait, survives_nonsense)
{
    double const not_a_number = std::numeric_limits<double>::quiet_NaN();
    EXPECT_LE(next_wait({.number = -7, .asked_wait = {}}, not_a_number), 1s);
    EXPECT_GE(next_wait({.number = 1, .asked_wait = -5s}, 0.0), 0ms);
    EXPECT_LE(next_wait({.number = 1, .asked_wait = milliseconds::max()}, 1.0), 1h + 30s);
}

TEST(PacificMidnight, is_the_end_of_the_day_over_there)
{
    FixedTimeZone const winter(-8h);
    using std::chrono::sys_days;
    Instant const noon_utc = sys_days(std::chrono::year(2026) / 11 / 22) + 12h;  // 04:00 there
    EXPECT_EQ(next_pacific_midnight(noon_utc, winter), Instant(sys_days(std::chrono::year(2026) / 11 / 23) + 8h));
    Instant const early_utc = sys_days(std::chrono::year(2026) / 11 / 22) + 7h;  // 23:00 of the day before
    EXPECT_EQ(next_pacific_midnight(early_utc, winter), Instant(sys_days(std::chrono::year(2026) / 11 / 22) + 8h));
    Instant const midnight = sys_days(std::chrono::year(2026) / 11 / 22) + 8h;
    EXPECT_EQ(next_pacific_midnight(midnight, winter), midnight + 24h);
}

TEST(ModelCircuitBreaker, is_open_at_first_and_shut_until_a_moment)
{
    ModelCircuitBreaker breaker;
    EXPECT_TRUE(breaker.open(at(0)));
    breaker.wait_until(at(0), at(60), "429");
    EXPECT_FALSE(breaker.open(at(59)));
    EXPECT_FALSE(breaker.hopeless(at(59)));
    EXPECT_EQ(breaker.opens_at(at(59)), at(60));
    EXPECT_EQ(breaker.why(), "429");
    EXPECT_TRUE(breaker.open(at(60)));
    EXPECT_EQ(breaker.opens_at(at(60)), std::nullopt);
}

TEST(ModelCircuitBreaker, keeps_the_longer_of_two_waits)
{
    ModelCircuitBreaker breaker;
    breaker.wait_until(at(0), at(60), "a");
    breaker.wait_until(at(1), at(5), "b");
    EXPECT_EQ(breaker.opens_at(at(2)), at(60));
    breaker.wait_until(at(2), at(90), "c");
    EXPECT_EQ(breaker.opens_at(at(2)), at(90));
}

TEST(ModelCircuitBreaker, does_not_open_early_for_an_answer_to_an_earlier_call)
{
    ModelCircuitBreaker breaker;
    breaker.wait_until(at(0), at(60), "429");
    breaker.answered(at(10));
    EXPECT_FALSE(breaker.open(at(10)));
    breaker.answered(at(61));
    EXPECT_TRUE(breaker.why().empty());
}

TEST(ModelCircuitBreaker, is_hopeless_without_quota_and_waits_again_the_next_day)
{
    ModelCircuitBreaker breaker;
    breaker.quota_gone_until(at(0), at(1'000), "daily");
    breaker.wait_until(at(5), at(10), "429");
    EXPECT_EQ(breaker.state(at(20)), ModelCircuitBreaker::State::quota_gone);
    EXPECT_TRUE(breaker.hopeless(at(20)));
    breaker.wait_until(at(1'001), at(1'010), "429");
    EXPECT_EQ(breaker.state(at(1'002)), ModelCircuitBreaker::State::waiting);
}

TEST(ModelCircuitBreaker, stays_paused_until_the_settings_change)
{
    ModelCircuitBreaker breaker;
    breaker.pause("bad key");
    breaker.wait_until(at(0), at(10), "429");
    breaker.quota_gone_until(at(0), at(10), "daily");
    breaker.answered(at(5));
    EXPECT_TRUE(breaker.hopeless(at(1'000'000)));
    EXPECT_EQ(breaker.opens_at(at(1'000'000)), std::nullopt);
    EXPECT_EQ(breaker.why(), "bad key");
    breaker.settings_changed();
    EXPECT_TRUE(breaker.open(at(0)));
}

TEST(ModelCircuitBreaker, may_look_again_after_a_pause)
{
    ModelCircuitBreaker breaker;
    breaker.pause("no credit", at(600));
    EXPECT_FALSE(breaker.open(at(599)));
    EXPECT_TRUE(breaker.open(at(600)));
}

}  // namespace
}  // namespace automation::core
