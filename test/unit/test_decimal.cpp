#include "core/json/decimal.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

TEST(Decimal, sums_are_exact_and_keep_the_longer_fraction)
{
    EXPECT_EQ(add_decimals("1", "2"), "3");
    EXPECT_EQ(add_decimals("0.1", "0.2"), "0.3");
    EXPECT_EQ(add_decimals("9.99", "0.01"), "10.00");
    EXPECT_EQ(add_decimals("-1.5", "1.50"), "0.00");
    EXPECT_EQ(add_decimals("-10", "3"), "-7");
    EXPECT_EQ(add_decimals("3", "-10.25"), "-7.25");
    EXPECT_EQ(add_decimals("0", "-0"), "0");
    EXPECT_EQ(add_decimals("18446744073709551615", "1"), "18446744073709551616");
}

TEST(Decimal, refuses_what_is_not_written_plainly)
{
    EXPECT_FALSE(add_decimals("1e5", "1"));
    EXPECT_FALSE(add_decimals("", "1"));
    EXPECT_FALSE(add_decimals(std::string(1001, '9'), "1"));
}

}  // namespace
}  // namespace automation::core
