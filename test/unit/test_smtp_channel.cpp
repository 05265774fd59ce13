/* test_smtp_channel.cpp — the provider for SMTP: what it sends, and that nothing a lead writes changes more than text.
 */
#include "channels/providers.hpp"
#include "core/base/error.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace automation;
using automation::channels::Delivery;
using automation::channels::make_smtp;
using automation::channels::SendOutcome;
using automation::net::MailRequest;
using automation::net::MailResponse;

constexpr char settings[] =
    R"({"host": "mail.example", "from": "hello@salon.example", "user": "salon", "password": {"env": "AUTOMATION_PASS"},
        "unsubscribe_url": "https://salon.example/u/{token}", "unsubscribe_mailto": "no@salon.example"})";

std::unique_ptr<channels::Provider> provider(std::string const &json = settings)
{
    return make_smtp(json, [](std::string const &reference) {
        EXPECT_EQ(reference, R"({"env":"AUTOMATION_PASS"})");
        return std::string("s3cret");
    });
}

Delivery sample()
{
    Delivery delivery;
    delivery.recipient = "ann@example.com";
    delivery.recipient_name = "Ann Lee";
    delivery.subject = "Welcome";
    delivery.body = "Hello Ann";
    delivery.language = "de-AT";
    delivery.business_name = "The Salon";
    delivery.key = "0b7a1c5e-0000-4000-8000-000000000001";
    delivery.unsubscribe_token = "TOKEN_1-x";
    return delivery;
}

MailRequest packed(channels::Provider const &smtp, Delivery const &delivery)
{
    return std::get<MailRequest>(smtp.build_request(delivery, {}));
}

/** The names of the headers, up to the empty line; a line that continues one has none. */
std::vector<std::string> header_names(std::string const &data)
{
    std::vector<std::string> names;
    for (std::size_t at = 0; at < data.size();) {
        auto const end = data.find("\r\n", at);
        if (end == at) break;
        if (data[at] != ' ' && data[at] != '\t') names.push_back(data.substr(at, data.find(':', at) - at));
        at = end + 2;
    }
    return names;
}

TEST(SmtpChannel, packs_the_envelope_the_server_and_the_mail)
{
    auto const request = packed(*provider(), sample());
    EXPECT_EQ(request.server.host, "mail.example");
    EXPECT_EQ(request.server.user, "salon");
    EXPECT_EQ(request.server.password, "s3cret");
    EXPECT_EQ(request.server.ehlo, "salon.example");
    EXPECT_EQ(request.server.security, net::MailServer::Security::starttls);
    EXPECT_EQ(request.sender, "hello@salon.example");
    EXPECT_EQ(request.recipient, "ann@example.com");
    EXPECT_NE(request.data.find("From: The Salon <hello@salon.example>\r\n"), std::string::npos);
    EXPECT_EQ(request.data.find("s3cret"), std::string::npos);
}

TEST(SmtpChannel, says_how_to_unsubscribe_in_the_readers_language)
{
    auto const data = packed(*provider(), sample()).data;
    EXPECT_NE(data.find("List-Unsubscribe: <https://salon.example/u/TOKEN_1-x>,\r\n"
                        " <mailto:no@salon.example?subject=unsubscribe%20TOKEN_1-x>\r\n"
                        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
              std::string::npos);
    EXPECT_NE(data.find("\r\n\r\nAbmelden: https://salon.example/u/TOKEN_1-x\r\n"), std::string::npos);
}

TEST(SmtpChannel, the_html_says_the_language_of_the_text_and_of_the_last_line)
{
    auto delivery = sample();
    auto data = packed(*provider(), delivery).data;
    EXPECT_NE(data.find("<html lang=3D\"de-AT\">"), std::string::npos);
    EXPECT_EQ(data.find("<p dir=3D\"auto\" lang"), std::string::npos);
    delivery.language = "ja";  // there is no built-in text in Japanese
    delivery.text_language = "en";
    data = packed(*provider(), delivery).data;
    EXPECT_NE(data.find("<html lang=3D\"en\">"), std::string::npos);
    EXPECT_NE(data.find("<p dir=3D\"auto\" lang=3D\"ja\">"), std::string::npos);
    delivery.language = "th";  // nor are there words of unsubscribing in Thai
    data = packed(*provider(), delivery).data;
    EXPECT_NE(data.find("<html lang=3D\"en\">"), std::string::npos);
    EXPECT_EQ(data.find("<p dir=3D\"auto\" lang"), std::string::npos);
}

TEST(SmtpChannel, a_message_about_a_booking_has_the_header_and_no_line_unless_configured)
{
    auto delivery = sample();
    delivery.transactional = true;
    auto const data = packed(*provider(), delivery).data;
    EXPECT_NE(data.find("List-Unsubscribe: "), std::string::npos);
    EXPECT_EQ(data.find("Abmelden"), std::string::npos);
    std::string json = settings;
    json.insert(1, R"("unsubscribe_always": true, )");
    EXPECT_NE(packed(*provider(json), delivery).data.find("Abmelden"), std::string::npos);
}

TEST(SmtpChannel, without_a_token_nothing_is_said_of_unsubscribing)
{
    auto delivery = sample();
    delivery.unsubscribe_token.clear();
    auto const data = packed(*provider(), delivery).data;
    EXPECT_EQ(data.find("nsubscribe"), std::string::npos);
    EXPECT_EQ(data.find("Abmelden"), std::string::npos);
}

TEST(SmtpChannel, the_same_delivery_has_the_same_bytes_at_every_attempt)
{
    EXPECT_EQ(packed(*provider(), sample()).data, packed(*provider(), sample()).data);
}

TEST(SmtpChannel, an_address_that_cannot_be_written_to_is_refused_without_network)
{
    auto delivery = sample();
    delivery.recipient = "ann@example.com\r\nRCPT TO:<evil@example.com>";
    auto const outcome = std::get<SendOutcome>(provider()->build_request(delivery, {}));
    EXPECT_EQ(outcome.kind, SendOutcome::Kind::refused);
    EXPECT_FALSE(outcome.bad_address);
    delivery.recipient = " ann@bücher.example ";
    EXPECT_EQ(packed(*provider(), delivery).recipient, "ann@xn--bcher-kva.example");
}

TEST(SmtpChannel, removes_its_secrets_from_what_a_server_replies)
{
    MailResponse response;
    response.curl_code = 55;
    response.reply = 550;
    response.reply_text = "5.7.1 s3cret czNjcmV0 AHNhbG9uAHMzY3JldA== is no password";
    response.stage = MailResponse::Stage::recipient;
    EXPECT_EQ(provider()->classify(response).detail,
              "the mail server rejects the recipient: 5.7.1 [removed] [removed] [removed] is no password");
    auto const looping = make_smtp(settings, [](auto const &) { return "remove"; });
    response.reply_text = "remove";
    EXPECT_NE(looping->classify(response).detail, "");
}

TEST(SmtpChannel, judges_what_came_back_and_says_how_the_desk_is_to_send)
{
    MailResponse response;
    response.reply = 250;
    response.reply_text = "2.0.0 Ok: queued as 77";
    EXPECT_EQ(provider()->classify(response).kind, SendOutcome::Kind::accepted);
    EXPECT_EQ(provider()->classify(response).provider_message_id, "77");
    EXPECT_EQ(provider()->policy().max_connections, 4);
    EXPECT_EQ(provider()->classify(net::HttpResponse()).kind, SendOutcome::Kind::unknown);
}

TEST(SmtpChannel, a_secret_that_cannot_be_sent_is_told_without_being_quoted)
{
    for (std::string const &secret : {std::string(), std::string("a\nb-hidden"), std::string("x\0hidden", 8)}) {
        try {
            (void)make_smtp(settings, [&](auto const &) { return secret; });
            ADD_FAILURE() << "taken";
        } catch (core::UserError const &error) {
            EXPECT_EQ((error.what() + error.detail() + error.hint()).find("hidden"), std::string::npos);
        }
    }
}

TEST(SmtpChannel, knows_every_provider_by_name)
{
    EXPECT_NO_THROW((void)channels::make_provider("smtp", settings, [](auto const &) { return "x"; }));
    EXPECT_THROW((void)channels::make_provider("smpt", settings, [](auto const &) { return "x"; }), core::UserError);
}

/** Pieces that have broken mailers before, put together at random; always the same ones. */
class Hostile {
 public:
    std::string next()
    {
        static std::vector<std::string> const pieces{"\r\n",
                                                     "\n",
                                                     "\r",
                                                     std::string(1, '\0'),
                                                     "\r\n.\r\n",
                                                     ".",
                                                     "..",
                                                     "\n.\n",
                                                     "<>",
                                                     "<",
                                                     ">",
                                                     "\"",
                                                     "\\",
                                                     "(",
                                                     ")",
                                                     "Bcc: evil@evil.example",
                                                     "\r\nBcc: evil@evil.example",
                                                     "\r\nRCPT TO:<evil@evil.example>",
                                                     "\r\n\r\n<html>",
                                                     "@",
                                                     ",",
                                                     ";",
                                                     ":",
                                                     "=?UTF-8?B?DQpCY2M6IGV2aWxAZXZpbC5leGFtcGxl?=",
                                                     "=?",
                                                     "?=",
                                                     "=_",
                                                     "--=_",
                                                     "=0D=0A",
                                                     "%0d%0a",
                                                     "\xE2\x80\xA8",
                                                     "\xE2\x80\xA9",
                                                     "\xC2\x85",
                                                     "\xE2\x80\xAE",
                                                     "\xFF",
                                                     "\xC0\x8A",
                                                     "\xED\xA0\x80",
                                                     "\x1B[2J",
                                                     "\t",
                                                     " ",
                                                     "  ",
                                                     "é",
                                                     "日本",
                                                     "😀",
                                                     "שלום",
                                                     "Content-Type: text/html",
                                                     "{token}",
                                                     "</p><script>",
                                                     std::string(1200, 'A'),
                                                     std::string(300, '.'),
                                                     std::string(80, ' '),
                                                     "a@b.example",
                                                     "ann"};
        std::string value;
        auto const count = 1 + random_() % 6;
        for (std::size_t i = 0; i < count; ++i)
            value += pieces[random_() % pieces.size()];
        return value;
    }

 private:
    std::mt19937 random_{20251122};
};

/** Nothing but CRLF ends a line, none is too long for any server, and it is seven bits. */
void expect_clean_lines(std::string const &data)
{
    for (std::size_t at = 0; at < data.size();) {
        auto const end = data.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        auto const line = data.substr(at, end - at);
        ASSERT_LE(line.size(), 998U);
        ASSERT_FALSE(line.starts_with('.'));
        ASSERT_TRUE(std::ranges::all_of(line, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); })) << line;
        at = end + 2;
    }
}

TEST(SmtpChannel, of_a_thousand_hostile_values_in_every_field_none_adds_a_header_or_a_part)
{
    auto const smtp = provider();
    Hostile hostile;
    auto plain = sample();
    auto const expected = header_names(packed(*smtp, plain).data);
    for (int i = 0; i < 1'000; ++i) {
        auto delivery = sample();
        delivery.recipient_name = hostile.next();
        delivery.subject = "x" + hostile.next();
        delivery.body = hostile.next();
        delivery.language = hostile.next();
        delivery.business_name = hostile.next();
        auto const request = packed(*smtp, delivery);
        ASSERT_EQ(header_names(request.data), expected) << request.data;
        ASSERT_EQ(request.recipient, "ann@example.com");
        ASSERT_EQ(request.sender, "hello@salon.example");
        expect_clean_lines(request.data);
        std::size_t parts = 0;
        for (auto at = request.data.find("\r\n--=_"); at != std::string::npos;
             at = request.data.find("\r\n--=_", at + 1))
            ++parts;
        ASSERT_EQ(parts, 3U) << request.data;
    }
}

TEST(SmtpChannel, of_a_thousand_hostile_addresses_each_is_refused_or_harmless)
{
    auto const smtp = provider();
    Hostile hostile;
    int taken = 0;
    for (int i = 0; i < 1'000; ++i) {
        auto delivery = sample();
        delivery.recipient = i % 2 == 0 ? hostile.next() : "ann@example.com" + hostile.next();
        if (i % 3 == 0) delivery.recipient = hostile.next() + "@example.com";
        auto const outgoing = smtp->build_request(delivery, {});
        if (auto const *const outcome = std::get_if<SendOutcome>(&outgoing)) {
            ASSERT_EQ(outcome->kind, SendOutcome::Kind::refused);
            continue;
        }
        ++taken;
        auto const &request = std::get<MailRequest>(outgoing);
        ASSERT_LE(request.recipient.size(), 254U);
        ASSERT_EQ(std::ranges::count(request.recipient, '@'), 1);
        ASSERT_TRUE(std::ranges::all_of(request.recipient, [](char c) {
            return c > ' ' && c <= '~' && std::string_view("<>\"\\(),:;").find(c) == std::string_view::npos;
        })) << request.recipient;
        expect_clean_lines(request.data);
    }
    EXPECT_GT(taken, 0);
    EXPECT_LT(taken, 300);
}

}  // namespace
