#include "core/conditions/like.hpp"
#include "core/json/scalar_set.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

TEST(ScalarSet, finds_a_value_whatever_its_notation)
{
    auto const list = json::parse_exact(R"([1, "1", true, null, 0.10, [1], {"a":1}, 1.0, "1"])");
    json::ScalarSet const set(list->children);
    EXPECT_EQ(set.size(), 5U);
    EXPECT_EQ(set.place(json::Kind::number, "10e-1"), set.place(list->children[0]));
    EXPECT_EQ(set.place(json::Kind::number, "0.1"), set.place(list->children[4]));
    EXPECT_NE(set.place(json::Kind::string, "1"), set.place(list->children[0]));
    EXPECT_FALSE(set.place(json::Kind::boolean, "false"));
    EXPECT_FALSE(set.place(json::Kind::number, "-1"));
    EXPECT_FALSE(set.place(list->children[5])) << "a list is no scalar";
    EXPECT_TRUE(set.has_kind(json::Kind::null));
    EXPECT_FALSE(json::ScalarSet().place(list->children[0]));
}

TEST(ScalarSet, has_one_number_for_all_zeros)
{
    EXPECT_EQ(json::normal_number("-0.00"), json::normal_number("0e5"));
    EXPECT_NE(json::normal_number("1"), json::normal_number("10"));
    EXPECT_NE(json::normal_number("1"), json::normal_number("-1"));
    EXPECT_EQ(json::normal_number("x"), "");
}

TEST(Like, is_that_of_sql)
{
    EXPECT_TRUE(is_like("", ""));
    EXPECT_TRUE(is_like("", "%%"));
    EXPECT_FALSE(is_like("", "_"));
    EXPECT_TRUE(is_like("abc", "abc"));
    EXPECT_FALSE(is_like("abc", "ab"));
    EXPECT_FALSE(is_like("ab", "abc"));
    EXPECT_TRUE(is_like("abcabd", "%ab_"));
    EXPECT_TRUE(is_like("aXbXc", "a%b%c"));
    EXPECT_FALSE(is_like("acb", "a%b%c"));
    EXPECT_TRUE(is_like("é", "_"));
    EXPECT_TRUE(is_like("50% off", "50\\% %"));
    EXPECT_FALSE(is_like("500 off", "50\\% %"));
    EXPECT_TRUE(is_like("a\\", "a\\"));
    EXPECT_FALSE(is_like("ABC", "abc"));
    EXPECT_TRUE(is_like(std::string(200, 'a') + "b", std::string(150, '_') + "%b"));
    EXPECT_FALSE(is_like(std::string(63, 'a'), std::string(64, 'a')));
    EXPECT_TRUE(is_like(std::string(64, 'a'), std::string(64, 'a')));
    EXPECT_TRUE(is_like(std::string(129, 'a'), "%" + std::string(128, 'a') + "%"));
}

}  // namespace
}  // namespace automation::core
