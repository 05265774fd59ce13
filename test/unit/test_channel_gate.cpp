/* test_channel_gate.cpp — how fast a channel goes, and when it stands still. */
#include "channels/common/circuit_breaker.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using Kind = channels::SendOutcome::Kind;

Instant at(Micros since)
{
    return Instant(std::chrono::hours(1) + since);
}

channels::SendOutcome of(Kind kind, std::optional<std::chrono::milliseconds> wait = std::nullopt)
{
    return {.kind = kind, .detail = "because", .wait = wait};
}

TEST(ChannelCircuitBreaker, without_a_rate_lets_everything_through)
{
    channels::ChannelCircuitBreaker const breaker(std::nullopt);
    EXPECT_GT(breaker.capacity(at(0s), 1'000), 1'000'000U);
    EXPECT_FALSE(breaker.opens_at(at(0s)));
}

TEST(ChannelCircuitBreaker, never_lets_more_than_its_rate_go_in_any_minute)
{
    channels::ChannelCircuitBreaker breaker(3);
    breaker.on_sent(at(0s));
    breaker.on_sent(at(20s));
    EXPECT_EQ(breaker.capacity(at(20s), 0), 1U);
    breaker.on_sent(at(40s));
    EXPECT_EQ(breaker.capacity(at(59s), 0), 0U);
    EXPECT_EQ(breaker.opens_at(at(59s)), at(60s));
    EXPECT_EQ(breaker.capacity(at(60s), 0), 1U);
    breaker.on_sent(at(60s));
    EXPECT_EQ(breaker.opens_at(at(61s)), at(80s));
    EXPECT_EQ(breaker.capacity(at(10min), 0), 3U);
}

TEST(ChannelCircuitBreaker, shuts_after_trouble_in_a_row_and_then_lets_one_try)
{
    channels::ChannelCircuitBreaker breaker(std::nullopt);
    for (int i = 1; i < channels::ChannelCircuitBreaker::trouble_enough; ++i) {
        breaker.on_result(of(Kind::try_again), at(0s), 1.0);
        EXPECT_GT(breaker.capacity(at(0s), 0), 1U);
    }
    breaker.on_result(of(Kind::unknown), at(0s), 1.0);
    EXPECT_EQ(breaker.capacity(at(0s), 0), 0U);
    ASSERT_TRUE(breaker.opens_at(at(0s)));
    Instant const opens = *breaker.opens_at(at(0s));
    EXPECT_EQ(breaker.capacity(opens, 0), 1U);
    EXPECT_EQ(breaker.capacity(opens, 1), 0U);
    breaker.on_result(of(Kind::try_again), opens, 1.0);
    EXPECT_GT(*breaker.opens_at(opens), opens + 1s) << "each time longer";
    breaker.on_result(of(Kind::accepted), opens + 10s, 1.0);
    EXPECT_GT(breaker.capacity(opens + 10s, 0), 1U);
    EXPECT_EQ(breaker.why(), "");
}

TEST(ChannelCircuitBreaker, a_message_that_is_not_wanted_is_no_trouble)
{
    channels::ChannelCircuitBreaker breaker(std::nullopt);
    for (int i = 0; i < 100; ++i) {
        breaker.on_result(of(Kind::try_again), at(0s), 1.0);
        breaker.on_result(of(Kind::refused), at(0s), 1.0);
    }
    EXPECT_GT(breaker.capacity(at(0s), 0), 1U);
}

TEST(ChannelCircuitBreaker, waits_as_long_as_the_provider_asks)
{
    channels::ChannelCircuitBreaker breaker(std::nullopt);
    breaker.on_result(of(Kind::channel_waits, 2h), at(0s), 0.0);
    EXPECT_EQ(breaker.capacity(at(119min), 0), 0U);
    EXPECT_EQ(breaker.capacity(at(2h), 0), 1U);
}

TEST(ChannelCircuitBreaker, what_left_before_opens_nothing)
{
    channels::ChannelCircuitBreaker breaker(std::nullopt);
    breaker.on_result(of(Kind::channel_waits, 1min), at(0s), 0.0);
    breaker.on_result(of(Kind::accepted), at(0s), 0.0);
    breaker.on_result(of(Kind::refused), at(59s), 0.0);
    EXPECT_EQ(breaker.capacity(at(59s), 0), 0U);
    EXPECT_EQ(breaker.opens_at(at(59s)), at(1min));
    EXPECT_EQ(breaker.why(), "because");
}

TEST(ChannelCircuitBreaker, what_was_under_way_together_makes_it_wait_once)
{
    channels::ChannelCircuitBreaker breaker(std::nullopt);
    for (int i = 0; i < 100; ++i) {
        breaker.on_result(of(Kind::channel_waits), at(0s), 1.0);
    }
    EXPECT_LE(*breaker.opens_at(at(0s)), at(2s));
}

TEST(ChannelCircuitBreaker, the_one_that_tries_counts_as_well)
{
    channels::ChannelCircuitBreaker breaker(1);
    breaker.on_sent(at(0s));
    breaker.on_result(of(Kind::channel_waits, 10s), at(0s), 0.0);
    EXPECT_EQ(breaker.capacity(at(10s), 0), 0U);
    EXPECT_EQ(breaker.opens_at(at(10s)), at(60s));
    EXPECT_EQ(breaker.capacity(at(60s), 0), 1U);
}

TEST(ChannelCircuitBreaker, at_least_a_second_when_nobody_says_how_long)
{
    channels::ChannelCircuitBreaker breaker(std::nullopt);
    breaker.on_result(of(Kind::channel_waits), at(0s), 0.0);
    EXPECT_EQ(breaker.opens_at(at(0s)), at(1s));
}

TEST(ChannelCircuitBreaker, is_broken_until_somebody_acts)
{
    channels::ChannelCircuitBreaker breaker(std::nullopt);
    breaker.on_result(of(Kind::channel_broken), at(0s), 0.0);
    EXPECT_TRUE(breaker.needs_operator());
    EXPECT_EQ(breaker.capacity(at(1000h), 0), 0U);
    EXPECT_FALSE(breaker.opens_at(at(0s)));
    EXPECT_EQ(breaker.why(), "because");
}

}  // namespace
}  // namespace automation::core
