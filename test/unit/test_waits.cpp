#include "core/base/latency_histogram.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

double seconds_of(int bucket)
{
    return std::exp2((bucket + 0.5) / 16) / 1e6;
}

TEST(Waits, are_told_back_within_2_2_per_cent)
{
    for (double seconds = 2e-6; seconds < 1e9; seconds *= 1.37) {
        Micros const wait(static_cast<std::int64_t>(seconds * 1e6));
        double const exact = static_cast<double>(wait.count()) / 1e6;
        EXPECT_NEAR(seconds_of(bucket_of(wait)) / exact, 1, 0.0222) << exact;
    }
}

TEST(Waits, have_an_end_on_either_side)
{
    EXPECT_EQ(bucket_of(Micros(-5)), 0);
    EXPECT_EQ(bucket_of(Micros(0)), 0);
    EXPECT_EQ(bucket_of(Micros(1)), 0);
    EXPECT_EQ(bucket_of(Micros(std::numeric_limits<std::int64_t>::max())), 1008);
}

TEST(Waits, grow_with_the_wait)
{
    EXPECT_LT(bucket_of(std::chrono::milliseconds(100)), bucket_of(std::chrono::milliseconds(105)));
    EXPECT_EQ(bucket_of(std::chrono::seconds(2)), bucket_of(std::chrono::seconds(1)) + 16);
}

}  // namespace
}  // namespace automation::core
