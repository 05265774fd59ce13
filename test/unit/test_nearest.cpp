#include "core/base/suggest.hpp"

#include <array>

#include <gtest/gtest.h>

namespace automation::core {
namespace {

constexpr std::array<std::string_view, 5> known{"lead_status", "lead_source", "id", "channel", "name"};

TEST(Nearest, finds_a_word_with_a_letter_added_dropped_changed_or_swapped)
{
    EXPECT_EQ(suggest("lead_statuss", known), "lead_status");
    EXPECT_EQ(suggest("lead_stats", known), "lead_status");
    EXPECT_EQ(suggest("lead_stahus", known), "lead_status");
    EXPECT_EQ(suggest("laed_sttaus", known), "lead_status");
    EXPECT_EQ(suggest("chanel", known), "channel");
}

TEST(Nearest, counts_a_swap_as_one_edit)
{
    constexpr std::array<std::string_view, 2> two{"abdc__", "abcd__"};
    EXPECT_EQ(suggest("abcd__x", two), "abcd__");
    constexpr std::array<std::string_view, 2> swap_first{"xycd", "bacd"};
    EXPECT_EQ(suggest("abcd", swap_first), "bacd");
}

TEST(Nearest, disregards_case)
{
    EXPECT_EQ(suggest("LEAD_STATUS", known), "lead_status");
}

TEST(Nearest, of_equals_takes_the_first)
{
    constexpr std::array<std::string_view, 2> tenant_conflicts{"aaax", "aaay"};
    EXPECT_EQ(suggest("aaaz", tenant_conflicts), "aaax");
}

TEST(Nearest, is_silent_when_nothing_is_near)
{
    EXPECT_FALSE(suggest("favourite_colour", known));
    EXPECT_FALSE(suggest("", known));
    EXPECT_FALSE(suggest("xy", known)) << "two edits would be the whole of id";
    EXPECT_FALSE(suggest("channel", {}));
}

TEST(Nearest, allows_a_third_of_a_long_word)
{
    constexpr std::array<std::string_view, 1> one{"abcdefghijkl"};
    EXPECT_TRUE(suggest("abcdefgh1234", one));
    EXPECT_FALSE(suggest("abcdefg12345", one));
}

TEST(Nearest, gives_up_on_long_input)
{
    std::string const word(64, 'a');
    std::string const longer(65, 'a');
    std::array<std::string_view, 2> const long_words{longer, word};
    EXPECT_EQ(suggest(word, long_words), word);
    EXPECT_FALSE(suggest(longer, long_words));
    EXPECT_FALSE(suggest(std::string(1'000'000, 'a'), long_words));
}

TEST(HintFor, names_the_nearest_and_all)
{
    EXPECT_EQ(hint_for("nmae", known, "Known are"),
              "Did you mean \"name\"? Known are: lead_status, lead_source, id, channel, name.");
    EXPECT_EQ(hint_for("zzzzzz", known, "Known are"), "Known are: lead_status, lead_source, id, channel, name.");
}

}  // namespace
}  // namespace automation::core
