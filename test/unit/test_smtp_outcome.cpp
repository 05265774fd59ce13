/* test_smtp_outcome.cpp — every way an attempt can end, and whose fault it is. */
#include "channels/smtp/smtp_outcome.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace automation::core;
using namespace automation::channels;
using Kind = SendOutcome::Kind;
using Stage = SmtpAnswer::Stage;

struct Case {
    int curl_code;
    int reply;
    char const *text;
    Stage stage;
    bool data_sent;
    Kind kind;
    char const *code;
    bool bad_address = false;
};

TEST(SmtpOutcome, every_row_of_the_table)
{
    std::vector<Case> const cases{
        // accepted
        {0, 250, "2.0.0 ok id=1", Stage::text, true, Kind::accepted, "250 2.0.0"},
        {0, 250, "OK", Stage::text, true, Kind::accepted, "250"},
        // the recipient
        {55, 550, "5.1.1 no such user", Stage::recipient, false, Kind::refused, "550 5.1.1", true},
        {55, 550, "5.1.2 bad host", Stage::recipient, false, Kind::refused, "550 5.1.2", true},
        {55, 553, "5.1.3 bad syntax", Stage::recipient, false, Kind::refused, "553 5.1.3", true},
        {55, 550, "5.1.6 has moved", Stage::recipient, false, Kind::refused, "550 5.1.6", true},
        {55, 550, "5.1.10 null MX", Stage::recipient, false, Kind::refused, "550 5.1.10", true},
        {55, 550, "no such user", Stage::recipient, false, Kind::refused, "550", true},
        {55, 553, "no such user", Stage::recipient, false, Kind::refused, "553", true},
        {55, 551, "user not local", Stage::recipient, false, Kind::refused, "551"},
        {55, 554, "no", Stage::recipient, false, Kind::refused, "554"},
        {55, 550, "5.7.1 policy", Stage::recipient, false, Kind::refused, "550 5.7.1"},
        {55, 552, "5.2.2 mailbox full", Stage::recipient, false, Kind::refused, "552 5.2.2"},
        {55, 451, "4.7.1 greylisted", Stage::recipient, false, Kind::try_again, "451 4.7.1"},
        {55, 450, "busy", Stage::recipient, false, Kind::try_again, "450"},
        {55, 452, "4.2.2 full", Stage::recipient, false, Kind::try_again, "452 4.2.2"},
        {55, 421, "4.3.2 shutting down", Stage::recipient, false, Kind::channel_waits, "421 4.3.2"},
        // the sender: it is the same in every message
        {55, 550, "5.7.1 not allowed to send as", Stage::sender, false, Kind::channel_broken, "550 5.7.1"},
        {55, 553, "5.1.8 bad sender", Stage::sender, false, Kind::channel_broken, "553 5.1.8"},
        {55, 552, "5.3.4 too big", Stage::sender, false, Kind::refused, "552 5.3.4"},
        {55, 451, "later", Stage::sender, false, Kind::try_again, "451"},
        {55, 530, "5.7.0 authentication required", Stage::sender, false, Kind::channel_broken, "530 5.7.0"},
        // the text
        {8, 552, "too big", Stage::text, true, Kind::refused, "552"},
        {8, 554, "5.7.1 spam", Stage::text, true, Kind::refused, "554 5.7.1"},
        {8, 550, "content", Stage::text, true, Kind::refused, "550"},
        {8, 550, "5.1.1 no such user", Stage::text, true, Kind::refused, "550 5.1.1", true},
        {8, 451, "later", Stage::text, true, Kind::try_again, "451"},
        {8, 421, "bye", Stage::text, true, Kind::channel_waits, "421"},
        {55, 554, "no valid recipients", Stage::text, false, Kind::refused, "554"},
        // the door
        {8, 421, "too many connections", Stage::connecting, false, Kind::channel_waits, "421"},
        {8, 554, "no SMTP here", Stage::connecting, false, Kind::channel_waits, "554"},
        {9, 550, "bad name", Stage::ehlo, false, Kind::channel_broken, "550"},
        {9, 450, "busy", Stage::ehlo, false, Kind::channel_waits, "450"},
        // login and encryption
        {67, 535, "5.7.8 wrong", Stage::ehlo, false, Kind::channel_broken, "535 5.7.8"},
        {67, 534, "5.7.9 stronger", Stage::ehlo, false, Kind::channel_broken, "534 5.7.9"},
        {67, 538, "encrypt", Stage::ehlo, false, Kind::channel_broken, "538"},
        {67, 432, "change it", Stage::ehlo, false, Kind::channel_broken, "432"},
        {67, 454, "4.7.0 later", Stage::ehlo, false, Kind::channel_waits, "454 4.7.0"},
        {67, 250, "", Stage::ehlo, false, Kind::channel_broken, "curl 67"},
        {94, 334, "", Stage::ehlo, false, Kind::channel_broken, "curl 94"},
        {64, 250, "", Stage::ehlo, false, Kind::channel_broken, "curl 64"},
        {64, 454, "TLS not available", Stage::ehlo, false, Kind::channel_waits, "454"},
        {60, 220, "", Stage::ehlo, false, Kind::channel_broken, "curl 60"},
        {35, 0, "", Stage::connecting, false, Kind::channel_waits, "curl 35"},
        {77, 0, "", Stage::connecting, false, Kind::channel_broken, "curl 77"},
        // the line
        {6, 0, "", Stage::connecting, false, Kind::channel_waits, "curl 6"},
        {7, 0, "", Stage::connecting, false, Kind::channel_waits, "curl 7"},
        {28, 0, "", Stage::connecting, false, Kind::channel_waits, "curl 28"},
        {28, 220, "", Stage::ehlo, false, Kind::channel_waits, "curl 28"},
        {28, 250, "", Stage::sender, false, Kind::try_again, "curl 28"},
        {28, 250, "", Stage::recipient, false, Kind::try_again, "curl 28"},
        {28, 354, "go on", Stage::text, false, Kind::try_again, "curl 28"},
        {28, 354, "go on", Stage::text, true, Kind::unknown, "curl 28"},
        {56, 0, "", Stage::connecting, false, Kind::channel_waits, "curl 56"},
        {56, 250, "", Stage::recipient, false, Kind::try_again, "curl 56"},
        {56, 250, "", Stage::text, false, Kind::try_again, "curl 56"},
        {55, 354, "go on", Stage::text, false, Kind::try_again, "curl 55"},
        {56, 354, "go on", Stage::text, true, Kind::unknown, "curl 56"},
        {52, 354, "go on", Stage::text, true, Kind::unknown, "curl 52"},
        // ourselves
        {43, 0, "", Stage::connecting, false, Kind::refused, "curl 43"},
        {27, 0, "", Stage::connecting, false, Kind::try_again, "curl 27"},
        {3, 0, "", Stage::connecting, false, Kind::channel_broken, "curl 3"},
    };
    for (auto const &one : cases) {
        auto const outcome = smtp_outcome({one.curl_code, one.reply, one.text, one.stage, one.data_sent});
        auto const what = std::to_string(one.curl_code) + " " + std::to_string(one.reply) + " " + one.text;
        EXPECT_EQ(outcome.kind, one.kind) << what;
        EXPECT_EQ(outcome.code, one.code) << what;
        EXPECT_EQ(outcome.bad_address, one.bad_address) << what;
        EXPECT_EQ(outcome.detail.empty(), one.kind == Kind::accepted) << what;
    }
}

TEST(SmtpOutcome, the_server_is_quoted_but_where_a_login_is_at_stake)
{
    EXPECT_EQ(smtp_outcome({55, 550, "5.1.1 no\x01 such\r\nuser", Stage::recipient}).detail,
              "the mail server rejects the recipient: 5.1.1 no such user");
    EXPECT_EQ(smtp_outcome({67, 535, "wrong password hunter2", Stage::ehlo}).detail.find("hunter2"), std::string::npos);
    EXPECT_EQ(smtp_outcome({9, 550, "hunter2", Stage::ehlo}).detail.find("hunter2"), std::string::npos);
    EXPECT_LE(smtp_outcome({8, 550, std::string(5'000, 'x'), Stage::text}).detail.size(), 300U);
}

TEST(SmtpOutcome, the_message_gets_the_name_that_the_server_gives_it)
{
    EXPECT_EQ(smtp_message_id("2.0.0 Ok: queued as 4F2A1B"), "4F2A1B");
    EXPECT_EQ(smtp_message_id("ok id=7"), "7");
    EXPECT_EQ(smtp_message_id("OK id=1vMabc-0001-XY (queued)"), "1vMabc-0001-XY");
    EXPECT_EQ(smtp_message_id("2.0.0 5ab3 Message accepted for delivery"), "5ab3 Message accepted for delivery");
    EXPECT_EQ(smtp_message_id("Ok 0102018f-aaaa"), "Ok 0102018f-aaaa");
    EXPECT_EQ(smtp_message_id("2.0.0 queued as <abc>."), "abc");
    EXPECT_EQ(smtp_message_id(""), "");
}

TEST(SmtpOutcome, an_enhanced_code_is_told_from_other_numbers)
{
    EXPECT_EQ(enhanced_code("5.1.1 no"), "5.1.1");
    EXPECT_EQ(enhanced_code("550 5.1.10 no"), "5.1.10");
    EXPECT_EQ(enhanced_code("550-5.7.1"), "5.7.1");
    for (char const *const text :
         {"", "no", "550 no", "5.1 x", "5..1 x", "5.1.1.1 x", "127.0.0.1 is blocked", "1.2.3", "5.1.x"})
        EXPECT_EQ(enhanced_code(text), "") << text;
}

}  // namespace
