/* test_channel_gate.cpp — how fast a channel goes, and when it stands still. */
#include "core/channel_gate.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using Kind = SendOutcome::Kind;

Instant at(Micros since)
{
    return Instant(std::chrono::hours(1) + since);
}

SendOutcome of(Kind kind, std::optional<std::chrono::milliseconds> wait = std::nullopt)
{
    return {.kind = kind, .detail = "because", .wait = wait};
}

TEST(ChannelGate, without_a_rate_lets_everything_through)
{
    ChannelGate const gate(std::nullopt);
    EXPECT_GT(gate.places(at(0s), 1'000), 1'000'000U);
    EXPECT_FALSE(gate.opens_at(at(0s)));
}

TEST(ChannelGate, never_lets_more_than_its_rate_go_in_any_minute)
{
    ChannelGate gate(3);
    gate.left(at(0s));
    gate.left(at(20s));
    EXPECT_EQ(gate.places(at(20s), 0), 1U);
    gate.left(at(40s));
    EXPECT_EQ(gate.places(at(59s), 0), 0U);
    EXPECT_EQ(gate.opens_at(at(59s)), at(60s));
    EXPECT_EQ(gate.places(at(60s), 0), 1U);
    gate.left(at(60s));
    EXPECT_EQ(gate.opens_at(at(61s)), at(80s));
    EXPECT_EQ(gate.places(at(10min), 0), 3U);
}

TEST(ChannelGate, shuts_after_trouble_in_a_row_and_then_lets_one_try)
{
    ChannelGate gate(std::nullopt);
    for (int i = 1; i < ChannelGate::trouble_enough; ++i) {
        gate.came(of(Kind::try_again), at(0s), 1.0);
        EXPECT_GT(gate.places(at(0s), 0), 1U);
    }
    gate.came(of(Kind::unknown), at(0s), 1.0);
    EXPECT_EQ(gate.places(at(0s), 0), 0U);
    ASSERT_TRUE(gate.opens_at(at(0s)));
    Instant const opens = *gate.opens_at(at(0s));
    EXPECT_EQ(gate.places(opens, 0), 1U);
    EXPECT_EQ(gate.places(opens, 1), 0U);
    gate.came(of(Kind::try_again), opens, 1.0);
    EXPECT_GT(*gate.opens_at(opens), opens + 1s) << "each time longer";
    gate.came(of(Kind::accepted), opens + 10s, 1.0);
    EXPECT_GT(gate.places(opens + 10s, 0), 1U);
    EXPECT_EQ(gate.why(), "");
}

TEST(ChannelGate, a_message_that_is_not_wanted_is_no_trouble)
{
    ChannelGate gate(std::nullopt);
    for (int i = 0; i < 100; ++i) {
        gate.came(of(Kind::try_again), at(0s), 1.0);
        gate.came(of(Kind::refused), at(0s), 1.0);
    }
    EXPECT_GT(gate.places(at(0s), 0), 1U);
}

TEST(ChannelGate, waits_as_long_as_the_provider_asks)
{
    ChannelGate gate(std::nullopt);
    gate.came(of(Kind::channel_waits, 2h), at(0s), 0.0);
    EXPECT_EQ(gate.places(at(119min), 0), 0U);
    EXPECT_EQ(gate.places(at(2h), 0), 1U);
}

TEST(ChannelGate, what_left_before_opens_nothing)
{
    ChannelGate gate(std::nullopt);
    gate.came(of(Kind::channel_waits, 1min), at(0s), 0.0);
    gate.came(of(Kind::accepted), at(0s), 0.0);
    gate.came(of(Kind::refused), at(59s), 0.0);
    EXPECT_EQ(gate.places(at(59s), 0), 0U);
    EXPECT_EQ(gate.opens_at(at(59s)), at(1min));
    EXPECT_EQ(gate.why(), "because");
}

TEST(ChannelGate, what_was_under_way_together_makes_it_wait_once)
{
    ChannelGate gate(std::nullopt);
    for (int i = 0; i < 100; ++i) {
        gate.came(of(Kind::channel_waits), at(0s), 1.0);
    }
    EXPECT_LE(*gate.opens_at(at(0s)), at(2s));
}

TEST(ChannelGate, the_one_that_tries_counts_as_well)
{
    ChannelGate gate(1);
    gate.left(at(0s));
    gate.came(of(Kind::channel_waits, 10s), at(0s), 0.0);
    EXPECT_EQ(gate.places(at(10s), 0), 0U);
    EXPECT_EQ(gate.opens_at(at(10s)), at(60s));
    EXPECT_EQ(gate.places(at(60s), 0), 1U);
}

TEST(ChannelGate, at_least_a_second_when_nobody_says_how_long)
{
    ChannelGate gate(std::nullopt);
    gate.came(of(Kind::channel_waits), at(0s), 0.0);
    EXPECT_EQ(gate.opens_at(at(0s)), at(1s));
}

TEST(ChannelGate, is_broken_until_somebody_acts)
{
    ChannelGate gate(std::nullopt);
    gate.came(of(Kind::channel_broken), at(0s), 0.0);
    EXPECT_TRUE(gate.broken());
    EXPECT_EQ(gate.places(at(1000h), 0), 0U);
    EXPECT_FALSE(gate.opens_at(at(0s)));
    EXPECT_EQ(gate.why(), "because");
}

}  // namespace
}  // namespace automation::core
