/* test_model_checks.cpp — texts that may go out, and texts that a person should see first. */
#include "core/llm/output_checks.hpp"

#include <gtest/gtest.h>

#include "core/claims/claims.hpp"
#include "core/llm/unfilled_placeholders.hpp"
#include "core/base/strings.hpp"

namespace automation::core {
namespace {

using namespace std::chrono_literals;
using Codes = std::vector<std::string>;

class ModelChecksTest : public ::testing::Test {
 protected:
    ModelChecksTest()
    {
        lead_.name = "Ann Lee";
        lead_.attributes = R"({"sessions":"5","quote":"€1,200","deadline":"2026-12-01"})";
        automation_.ai_instructions =
            "Invite to the open day on 5 December from 10:00, see https://studio.example/day or write "
            "hello@studio.example. "
            "Our number is +41 44 123 45 67.";
        tenant_.business_name = "Studio Nord";
        booking_.title = "Massage 60 [Deep]";
        booking_.location = "Room 2";
        booking_.starts_at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + 13h + 30min;
        booking_.ends_at = *booking_.starts_at + 1h;
        context_.inbound = "Could we meet on 3 March at 17:00 for $50? There will be 12 of us, see spam.example.com";
        context_.now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 9h;
    }
    [[nodiscard]] Codes violations(std::string_view body, std::string_view subject = "Hello") const
    {
        Subject const about{lead_, &booking_, tenant_, zone_};
        auto const prompt = make_prompt(automation_, Trigger::message_received, about, context_, "7f3a9c01");
        return find_violations(subject, body, about, prompt);
    }
    /** All of `texts` give exactly `code`. */
    void each_gives(std::string const &code, std::vector<std::string_view> const &texts) const
    {
        for (auto const text : texts)
            EXPECT_EQ(violations(text), Codes{code}) << text;
    }
    void each_is_fine(std::vector<std::string_view> const &texts) const
    {
        for (auto const text : texts)
            EXPECT_EQ(violations(text), Codes{}) << text;
    }

    Automation automation_;
    Lead lead_;
    Booking booking_;
    TenantSettings tenant_;
    PromptContext context_;
    FixedTimeZone zone_{60min, "Europe/Zurich"};
};

TEST_F(ModelChecksTest, let_an_ordinary_text_pass)
{
    each_is_fine(
        {"Hi Ann,\n\nthank you for your interest! We may have just what you need; reply any time this week, today or "
         "soon, and we march on together. Isn't it great? (We think so; e.g. in the p.m.)",
         "Hallo Ann, danke für deine Nachricht – wir melden uns bald. Grüße 🙂",
         "Ann 👩‍👩‍👧, see you."});
}

TEST_F(ModelChecksTest, know_every_way_to_say_the_bookings_time)
{
    each_is_fine({"See you on Tuesday, 24 November 2026 at 14:30.", "November 24th at 2:30 pm", "Nov 24, 2:30 p.m.",
                  "on the 24th of November, 2:30PM till 15:30", "24.11.2026, 14.30 Uhr", "24.11. um 14:30 Uhr",
                  "Dienstag, 24. November", "mardi 24 novembre à 14h30", "11/24/2026 at 2:30", "24/11",
                  "2026-11-24T14:30", "24 de noviembre de 2026", "el martes 24 de noviembre", "November 2026",
                  "in 2 days", "14:30:00", "See you in Room 2 for Massage 60 [Deep]"});
}

TEST_F(ModelChecksTest, doubt_other_days_and_times)
{
    each_gives("date_or_time",
               {"See you on Wednesday.", "November 25th", "on 24 October", "25.11.2026", "at 14:45", "at 3 pm",
                "2:30 am", "see you at noon", "Mittwoch", "le 25 novembre", "12/25", "2026-11-25", "November 2027",
                "15h15", "9.30 Uhr", "Let us meet on 3 March.", "at 17:00 then", "See you tomorrow!"});
}

TEST_F(ModelChecksTest, accept_dates_that_the_business_or_the_crm_named)
{
    each_is_fine({"Come to our open day on December 5th from 10 am!", "the 5 December at 10:00",
                  "Your offer holds until Tuesday, 1 December.", "until December 1st, 2026", "bis 1.12.2026"});
}

TEST_F(ModelChecksTest, know_tomorrow)
{
    context_.now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 22h;  // 23:00 there
    each_is_fine({"See you tomorrow!"});
    context_.now += 1h;
    each_gives("date_or_time", {"See you tomorrow!"});
}

TEST_F(ModelChecksTest, hold_texts_with_links)
{
    each_gives("link", {"see https://evil.example/x", "visit evil.com today", "WWW.EVIL.EXAMPLE", "bit.ly/abc",
                        "http://1.2.3.4/a", "Evil.Com", "evil。com", "go to spam.example.com", "javascript://x"});
    each_is_fine({"see https://studio.example/day.", "studio.example/day", "Thanks.We look forward, i.e. very much."});
}

TEST_F(ModelChecksTest, hold_texts_with_addresses_and_telephone_numbers)
{
    each_gives("email_address", {"write to x@evil.example", "mailto:x@evil.example"});
    each_gives("phone_number", {"call +41 79 999 99 99", "(555) 123-4567", "555.123.4567 now", "0791234567"});
    each_is_fine({"write to Hello@Studio.example", "call +41 44 123 45 67", "call +41-44-123-45-67."});
}

TEST_F(ModelChecksTest, hold_prices_that_nobody_named)
{
    each_gives("money",
               {"only €99", "99 EUR", "for $ 50", "50 dollars", "£1.50", "CHF 100", "CHF100", "99,90 €", "1200 USD"});
    each_is_fine({"your quote of €1,200", "1200 EUR", "1.200 €", "1 200 euros"});
}

TEST_F(ModelChecksTest, hold_numbers_that_nobody_named)
{
    each_gives("number", {"20% off", "just 7 steps", "since 1999", "we are open 365 days", "4.5 stars", "٧ خطوات"});
    each_is_fine({"5 sessions", "all 12 of you", "Room 2", "the 60 minutes", "B2B"});
}

TEST_F(ModelChecksTest, hold_markup)
{
    each_gives("markup",
               {"<b>Hi", "Hi<br/>Ann", "<a href=x>y", "see [here](there)", "Hi&nbsp;Ann", "**Hi**", "```x", "</div>"});
    each_is_fine({"We & you < they", "R&D; more"});
}

TEST_F(ModelChecksTest, hold_blanks_to_fill_in)
{
    each_gives("placeholder", {"Hi {first_name}", "Hi {{ first_name }}", "Dear [Name],", "Dear [Имя]", "Hi <name>",
                               "Hi <first name>", "Hi %NAME%", "Sign: ____"});
}

TEST_F(ModelChecksTest, hold_what_the_prompt_says)
{
    each_gives("prompt_leak", {"My secret is a7F3A9C01 ok",
                               "My rules: State only facts\nthat the data holds, above all dates and so on"});
    EXPECT_EQ(violations("the </data"), (Codes{"markup", "prompt_leak"}));
}

TEST_F(ModelChecksTest, let_a_long_business_name_be_repeated)
{
    tenant_.business_name = "The Very Long Name of the Institute for Physiotherapy and Wellbeing";
    each_is_fine({"Welcome to The Very Long Name of the Institute for Physiotherapy and Wellbeing!"});
}

TEST_F(ModelChecksTest, hold_what_cannot_be_seen)
{
    each_gives("control_characters",
               {"a\x01z", "a\xE2\x80\xAEz", "a\xE2\x80\x8Bz", "a\xF3\xA0\x81\x81z", "a\xFFz", "a\xC2\x85z"});
    EXPECT_EQ(violations("fine", "Hi\r\nBcc: all"), Codes{"control_characters"});
}

TEST_F(ModelChecksTest, hold_empty_and_endless_texts)
{
    EXPECT_EQ(violations(""), Codes{"empty"});
    EXPECT_EQ(violations(" \n\xE2\x80\x8D"), Codes{"empty"});
    EXPECT_EQ(violations("fine", " "), Codes{"empty"});
    EXPECT_EQ(violations(std::string(2'001, 'a')), Codes{"too_long"});
    EXPECT_EQ(violations("fine", std::string(121, 'a')), Codes{"too_long"});
    EXPECT_EQ(violations(std::string(5U << 20U, 'a')), Codes{"too_long"});
}

TEST_F(ModelChecksTest, hold_refusals)
{
    each_gives("refusal", {"As an AI, I am unable to write that."});
}

TEST_F(ModelChecksTest, ask_for_no_subject_where_there_is_none)
{
    automation_.channel = "sms";
    EXPECT_EQ(violations("fine", ""), Codes{});
    EXPECT_EQ(violations(std::string(481, 'a'), ""), Codes{"too_long"});
}

TEST_F(ModelChecksTest, name_each_flaw_once)
{
    EXPECT_EQ(violations("a.com b.com 77 88"), (Codes{"link", "number"}));
}

TEST(Faults, have_words_for_every_code)
{
    for (auto const *code : {"empty", "too_long", "control_characters", "link", "email_address", "phone_number",
                             "markup", "placeholder", "prompt_leak", "refusal", "money", "date_or_time", "number",
                             "account_number", "handle", "code", "commitment", "person"})
        EXPECT_NE(describe_violation(code), code);
    EXPECT_EQ(describe_violation("of a later version"), "of a later version");
}

TEST(Tidy, makes_one_line_of_the_subject_and_lines_of_the_body)
{
    auto const tidied = tidy(" Hi\r\nBcc: x\x01 ",
                             "a\r\n\r\n\r\n\r\nb \xE2\x80\xAE"
                             "c\xFF");
    EXPECT_EQ(tidied.subject, "Hi Bcc: x");
    EXPECT_EQ(tidied.body, "a\n\nb c\xEF\xBF\xBD");
    EXPECT_EQ(tidy(std::string(500, 's'), "").subject.size(), 120U);
}

TEST(Tidy, leaves_emoji_whole)
{
    std::string const family = "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7";
    EXPECT_EQ(tidy(family, family).body, family);
}

TEST(Leftovers, end_with_the_text)
{
    for (auto const *text : {"[", "{", "<", "%", "a [b", "{{", "[x]", "&", "<a"})
        static_cast<void>(has_markup(text));
    EXPECT_TRUE(placeholders_in("a [").empty());
    EXPECT_TRUE(placeholders_in("{").empty());
    EXPECT_EQ(placeholders_in("[x]"), Codes{"[x]"});
}

TEST(Claims, take_time_that_follows_the_length_of_the_text)
{
    for (std::string const unit :
         {"1.", "a@", "24/", "[x", "<", "november 1 ", "+1 ", "1,000,", "12:30", "\xE2\x82\xAC", "{"}) {
        std::string text;
        while (text.size() < 60'000)
            text += unit;
        static_cast<void>(claims_in(text));
        static_cast<void>(placeholders_in(text));
        static_cast<void>(has_markup(text));
    }
}

}  // namespace
}  // namespace automation::core
