#include "core/inbound/return_date.hpp"

#include <gtest/gtest.h>

namespace automation::core::inbound {
namespace {

using std::chrono::sys_days;
using namespace std::chrono_literals;

constexpr sys_days today = 2026y / 4 / 20;

std::optional<sys_days> date_in(std::string_view body, std::string_view subject = "Re: Hello")
{
    return return_date(subject, body, today);
}

TEST(ReturnDate, is_read_in_the_forms_of_several_languages)
{
    sys_days const expected = 2026y / 4 / 27;
    for (std::string_view const body :
         {"I am away until 27 April 2026.", "Back on April 27th, 2026.", "Ich bin bis 27. April nicht im Büro.",
          "Ich bin bis 27.04.2026 abwesend.", "Je suis absent jusqu'au 27 avril.", "Vuelvo el 27 de abril de 2026.",
          "Torno il 27 aprile.", "Ik ben terug op 27 april.", "Wracam 27 kwietnia.", "Volto a 27 de abril.",
          "Away until 2026-04-27."}) {
        EXPECT_EQ(date_in(body), expected) << body;
    }
}

TEST(ReturnDate, is_the_later_reading_of_an_ambiguous_date)
{
    EXPECT_EQ(return_date("", "Away until 05/06/2026.", 2026y / 5 / 10), sys_days(2026y / 6 / 5));
}

TEST(ReturnDate, is_the_last_date_of_a_range)
{
    EXPECT_EQ(date_in("I am on leave from 21 April to 4 May 2026."), sys_days(2026y / 5 / 4));
}

TEST(ReturnDate, is_read_from_the_subject)
{
    EXPECT_EQ(date_in("x", "Out of office until 27 April 2026"), sys_days(2026y / 4 / 27));
}

TEST(ReturnDate, of_a_month_that_has_passed_is_next_year)
{
    EXPECT_EQ(return_date("", "Back on 4 January.", 2026y / 12 / 21), sys_days(2027y / 1 / 4));
}

TEST(ReturnDate, is_none_in_the_past_or_far_ahead_or_without_a_date)
{
    EXPECT_EQ(date_in("Back on 3 April 2026."), std::nullopt);
    EXPECT_EQ(date_in("I am on leave until 1 September 2026."), std::nullopt);
    EXPECT_EQ(date_in("I am away. Call 0161 555 0100 from 9.30."), std::nullopt);
}

}  // namespace
}  // namespace automation::core::inbound
