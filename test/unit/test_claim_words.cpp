/* test_claim_words.cpp — what tables of words are compared with: forms, phrases, numbers, days told from today. */
#include "core/claims/claims.hpp"
#include "core/claims/number_words.hpp"
#include "core/claims/phrases.hpp"
#include "core/claims/relative_dates.hpp"

#include <gtest/gtest.h>

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::year;

std::string forms_of(std::string_view text)
{
    std::string forms;
    for (auto const &word : words_of(text))
        forms += (forms.empty() ? "" : " ") + word.form;
    return forms;
}

TEST(WordForms, have_neither_case_nor_accents)
{
    EXPECT_EQ(forms_of("Fünfzig Złotych, MAÑANA straße"), "funfzig zlotych manana strasse");
    EXPECT_EQ(forms_of("e\xCC\x81t\xC3\xA9"), "ete");
    EXPECT_EQ(forms_of("I'm over-here"), "i m over here");
    EXPECT_EQ(forms_of("\xC2\xA1Hola! \xC2\xBFQu\xC3\xA9?"), "hola que");
    EXPECT_EQ(forms_of("fr\xD0\xB5\xD0\xB5"), "free") << "Cyrillic letters among Latin ones";
    EXPECT_EQ(forms_of("\xD0\xB5\xD0\xB5"), "\xD0\xB5\xD0\xB5") << "and by themselves";
    EXPECT_EQ(forms_of("\xFF \x01"), "");
}

TEST(Phrases, match_alternatives_beginnings_and_what_may_be_missing)
{
    static constexpr auto table = std::to_array<Phrase>(
        {{"the? day after", "a"}, {"grat*|free of|from charge", "b"}, {"is .. sure", "c"}, {"is", "d"}});
    Phrases const phrases{table};
    auto const value = [&](std::string_view text) {
        auto const words = words_of(text);
        auto const found = phrases.at(words, 0);
        return found ? std::string(found->value) + std::to_string(found->end) : std::string();
    };
    EXPECT_EQ(value("the day after"), "a3");
    EXPECT_EQ(value("day after that"), "a2");
    EXPECT_EQ(value("gratuitous of charge"), "b3");
    EXPECT_EQ(value("is quite, rather and very sure"), "c6") << "the longest";
    EXPECT_EQ(value("is it? sure"), "d1") << "not across sentences";
    EXPECT_EQ(value("day, after"), "");
    EXPECT_EQ(value("da"), "");
}

TEST(NumberWords, have_values_in_eight_languages)
{
    std::vector<std::pair<std::string_view, int>> const numbers{
        {"twenty-five", 25},         {"two hundred and fifty", 250}, {"funfundzwanzig", 25},
        {"zweihundertfunfzig", 250}, {"quatre-vingt-dix", 90},       {"veinticinco", 25},
        {"duecentocinquanta", 250},  {"vijfentwintig", 25},          {"dwadziescia piec", 25},
        {"vinte e cinco", 25},       {"three thousand", 3000}};
    for (auto const &[text, value] : numbers) {
        auto const words = words_of(text);
        auto const number = number_in_words(words, 0);
        ASSERT_TRUE(number) << text;
        EXPECT_EQ(number->value, value) << text;
        EXPECT_EQ(number->end, words.size()) << text;
    }
    for (auto const *word : {"", "often", "undo", "one1", "einsam", "\xFF"})
        EXPECT_FALSE(number_word(word)) << word;
}

/** Sunday, 22 November 2026, 10:00, and a booking `after` it. */
bool true_of(std::string_view value, std::chrono::minutes after)
{
    LocalTime const now = local_days(year(2026) / 11 / 22) + 10h;
    return bears_out({now, now + after}, value);
}

TEST(RelativeDates, are_counted_on_the_wall)
{
    EXPECT_TRUE(true_of("day 1", 14h)) << "midnight";
    EXPECT_FALSE(true_of("day 1", 14h - 1min));
    EXPECT_TRUE(true_of("day 0", 13h));
    EXPECT_TRUE(true_of("day 1 m", 24h));
    EXPECT_FALSE(true_of("day 1 e", 24h));
    EXPECT_TRUE(true_of("day -1", -24h));
    EXPECT_TRUE(true_of("in 2 hour", 2h));
    EXPECT_FALSE(true_of("in 2 hour", 3h));
    EXPECT_TRUE(true_of("in 2 week", 13 * 24h));
    EXPECT_FALSE(true_of("in 2 week", 9 * 24h));
    EXPECT_FALSE(true_of("ago 2 week", 14 * 24h));
}

TEST(RelativeDates, know_that_next_is_said_of_two_weekdays)
{
    for (auto const day : {2, 9})
        EXPECT_TRUE(true_of("next 2", day * 24h)) << day;
    EXPECT_FALSE(true_of("next 2", 16 * 24h));
    EXPECT_FALSE(true_of("next 2", 3 * 24h));
    EXPECT_TRUE(true_of("this 2", 2 * 24h));
    EXPECT_FALSE(true_of("this 2", 9 * 24h));
    EXPECT_TRUE(true_of("week 1", 24h)) << "Monday begins it";
    EXPECT_FALSE(true_of("week 1", 10 * 24h));
    EXPECT_TRUE(true_of("month 1", 20 * 24h));
    EXPECT_FALSE(true_of("soon", 1h));
}

TEST(Contacts, are_removed_however_they_are_written)
{
    EXPECT_EQ(without_contacts("see a.com, DE89370400440532013000, @nord or x at nord dot com!"),
              "see [removed], [removed], [removed] or [removed]!");
    EXPECT_EQ(without_contacts("I saw you on Instagram"), "I saw you on Instagram");
}

}  // namespace
}  // namespace automation::core
