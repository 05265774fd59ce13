/* test_mail_client.cpp — mails to a small server in a thread of the test, and how each of its failures is told. */
#include "channels/smtp/smtp_outcome.hpp"
#include "net/smtp/mail_client.hpp"
#include "unit/driven_client.hpp"
#include "unit/smtp_server.hpp"

#include <algorithm>
#include <string>

#include <curl/curl.h>
#include <gtest/gtest.h>

namespace {

using automation::channels::SendOutcome;
using automation::net::MailClient;
using automation::net::MailRequest;
using automation::net::MailResponse;
using automation::net::MailServer;
using automation::net::RequestId;
using automation::test::SmtpServer;
using std::chrono::milliseconds;
using Kind = SendOutcome::Kind;
using Post = automation::test::DrivenClient<MailClient, MailRequest, MailResponse>;
using Stage = MailResponse::Stage;
using Way = SmtpServer::Fault::Way;

MailRequest to(SmtpServer const &server, std::string const &text = "hello")
{
    MailRequest request;
    request.server.host = "127.0.0.1";
    request.server.port = server.port();
    request.server.security = MailServer::Security::none;
    request.server.ehlo = "client.example";
    request.server.timeout = milliseconds(20'000);
    request.sender = "hello@salon.example";
    request.recipient = "ann@example.com";
    request.data = "Subject: x\r\n\r\n" + text + "\r\n";
    return request;
}

Kind kind_of(MailResponse const &response)
{
    return automation::channels::smtp_outcome({response.curl_code, response.reply, response.reply_text,
                                               static_cast<automation::channels::SmtpAnswer::Stage>(response.stage),
                                               response.data_sent})
        .kind;
}

TEST(MailClient, hands_over_envelope_and_text_and_brings_the_reply)
{
    SmtpServer server;
    Post post;
    auto const response = post.send(to(server));
    EXPECT_EQ(response.curl_code, 0) << response.error;
    EXPECT_EQ(response.reply, 250);
    EXPECT_EQ(response.reply_text, "2.0.0 ok id=1");
    EXPECT_TRUE(response.data_sent);
    auto const commands = server.commands();
    ASSERT_GE(commands.size(), 4U);
    EXPECT_EQ(commands[0], "EHLO client.example");
    EXPECT_TRUE(commands[1].starts_with("MAIL FROM:<hello@salon.example>")) << commands[1];
    EXPECT_EQ(commands[2], "RCPT TO:<ann@example.com>");
    EXPECT_EQ(commands[3], "DATA");
    EXPECT_EQ(server.texts().at(0), "Subject: x\r\n\r\nhello\r\n");
}

TEST(MailClient, reaches_no_private_address_where_it_may_reach_public_ones_only)
{
    SmtpServer server;
    Post post;
    EXPECT_EQ(post.send(to(server)).reply, 250);
    MailRequest request = to(server);
    request.server.public_only = true;
    auto const response = post.send(std::move(request));
    EXPECT_EQ(response.curl_code, CURLE_COULDNT_CONNECT) << response.error;
    EXPECT_EQ(server.texts().size(), 1U);
}

TEST(MailClient, doubles_a_leading_dot)
{
    SmtpServer server;
    Post post;
    EXPECT_EQ(post.send(to(server, ".\r\n..x\r\n.")).reply, 250);
    EXPECT_EQ(server.texts().at(0), "Subject: x\r\n\r\n..\r\n...x\r\n..\r\n");
}

TEST(MailClient, sends_a_large_text_whole)
{
    SmtpServer server;
    Post post;
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "line " + std::to_string(i) + "\r\n";
    EXPECT_EQ(post.send(to(server, text)).reply, 250);
    EXPECT_EQ(server.texts().at(0), "Subject: x\r\n\r\n" + text + "\r\n");
}

TEST(MailClient, uses_a_connection_again_and_greets_once)
{
    SmtpServer server;
    Post post;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(post.send(to(server)).reply_text, "2.0.0 ok id=" + std::to_string(i + 1));
    EXPECT_EQ(server.accepted(), 1);
    EXPECT_EQ(std::ranges::count(server.commands(), "EHLO client.example"), 1);
}

TEST(MailClient, takes_another_connection_for_another_user)
{
    SmtpServer server;
    Post post;
    auto request = to(server);
    EXPECT_EQ(post.send(request).reply, 250);
    request.server.user = "other";
    request.server.password = "word";
    EXPECT_EQ(post.send(request).reply, 250);
    EXPECT_EQ(server.accepted(), 2);
}

TEST(MailClient, never_talks_over_an_open_plain_connection_where_encryption_is_asked_for)
{
    SmtpServer server;
    Post post;
    auto request = to(server);
    EXPECT_EQ(post.send(request).reply, 250);
    request.server.security = MailServer::Security::starttls;
    auto const response = post.send(request);
    EXPECT_EQ(response.curl_code, CURLE_USE_SSL_FAILED) << response.reply;
    EXPECT_EQ(server.texts().size(), 1U);
    EXPECT_EQ(kind_of(response), Kind::channel_broken);
}

TEST(MailClient, opens_no_more_connections_than_allowed)
{
    SmtpServer server;
    Post post;
    for (RequestId request_id = 0; request_id < 60; ++request_id) {
        auto request = to(server);
        request.server.max_connections = 3;
        post.client_.submit(request_id, std::move(request));
    }
    EXPECT_EQ(post.client_.in_flight(), 60U);
    post.drain();
    EXPECT_EQ(post.done_.size(), 60U);
    EXPECT_TRUE(std::ranges::all_of(post.done_, [](auto const &entry) { return entry.second.reply == 250; }));
    EXPECT_LE(server.accepted(), 3);
    EXPECT_EQ(server.texts().size(), 60U);
}

TEST(MailClient, a_slow_server_does_not_delay_another)
{
    SmtpServer slow;
    slow.fail("RCPT", {Way::hang});
    SmtpServer quick;
    Post post;
    for (RequestId request_id = 0; request_id < 10; ++request_id)
        post.client_.submit(request_id, to(slow));
    for (RequestId request_id = 100; request_id < 110; ++request_id)
        post.client_.submit(request_id, to(quick));
    while (post.done_.size() < 10)
        post.step();
    EXPECT_EQ(post.done_.begin()->first, 100U);
    EXPECT_EQ(post.client_.in_flight(), 10U);
    post.client_.cancel_all();
    EXPECT_EQ(post.client_.in_flight(), 0U);
}

struct FaultCase {
    char const *state;
    SmtpServer::Fault fault;
    int reply;  ///< the last one that counts
    Stage stage;
    Kind kind;
};

TEST(MailClient, tells_each_failure_in_each_state_for_what_it_is)
{
    std::vector<FaultCase> const cases{
        {"greeting", {Way::reply, "421 4.3.2 busy"}, 421, Stage::connecting, Kind::channel_waits},
        {"greeting", {Way::reply, "554 no"}, 554, Stage::connecting, Kind::channel_waits},
        {"greeting", {Way::drop}, 0, Stage::connecting, Kind::channel_waits},
        {"greeting", {Way::hang}, 0, Stage::connecting, Kind::channel_waits},
        {"EHLO", {Way::drop}, 220, Stage::ehlo, Kind::channel_waits},
        {"EHLO", {Way::hang}, 220, Stage::ehlo, Kind::channel_waits},
        {"EHLO", {Way::reply, "421 bye"}, 421, Stage::ehlo, Kind::channel_waits},
        {"EHLO", {Way::reply, "550 bad name"}, 550, Stage::ehlo, Kind::channel_broken},
        {"MAIL", {Way::reply, "550 5.7.1 not as this"}, 550, Stage::sender, Kind::channel_broken},
        {"MAIL", {Way::reply, "530 5.7.0 log in"}, 530, Stage::sender, Kind::channel_broken},
        {"MAIL", {Way::reply, "451 later"}, 451, Stage::sender, Kind::try_again},
        {"MAIL", {Way::reply, "552 5.3.4 too big"}, 552, Stage::sender, Kind::refused},
        {"MAIL", {Way::drop}, 0, Stage::sender, Kind::try_again},
        {"MAIL", {Way::hang}, 0, Stage::sender, Kind::try_again},
        {"RCPT", {Way::reply, "550 5.1.1 nobody"}, 550, Stage::recipient, Kind::refused},
        {"RCPT", {Way::reply, "451 4.7.1 later"}, 451, Stage::recipient, Kind::try_again},
        {"RCPT", {Way::reply, "421 4.7.0 enough"}, 421, Stage::recipient, Kind::channel_waits},
        {"RCPT", {Way::drop}, 250, Stage::recipient, Kind::try_again},
        {"RCPT", {Way::hang}, 250, Stage::recipient, Kind::try_again},
        {"DATA", {Way::reply, "554 no valid recipients"}, 554, Stage::text, Kind::refused},
        {"DATA", {Way::reply, "451 later"}, 451, Stage::text, Kind::try_again},
        {"DATA", {Way::drop}, 250, Stage::text, Kind::try_again},
        {"DATA", {Way::hang}, 250, Stage::text, Kind::try_again},
        {"end", {Way::reply, "552 too big"}, 552, Stage::text, Kind::refused},
        {"end", {Way::reply, "451 later"}, 451, Stage::text, Kind::try_again},
        {"end", {Way::reply, "421 bye"}, 421, Stage::text, Kind::channel_waits},
        {"end", {Way::reply, "554-5.7.1 spam\r\n554 5.7.1 says the filter"}, 554, Stage::text, Kind::refused},
        {"end", {Way::drop}, 354, Stage::text, Kind::unknown},
        {"end", {Way::hang}, 354, Stage::text, Kind::unknown},
    };
    for (auto const &one : cases) {
        SmtpServer server;
        server.fail(one.state, one.fault);
        Post post;
        auto request = to(server);
        if (one.fault.way == Way::hang) request.server.timeout = request.server.connect_timeout = milliseconds(150);
        auto const response = post.send(request);
        auto const what = std::string(one.state) + " " + std::to_string(static_cast<int>(one.fault.way)) + " " +
                          one.fault.reply + ": " + std::to_string(response.curl_code) + " " + response.error;
        EXPECT_NE(response.curl_code, 0) << what;
        EXPECT_EQ(response.reply, one.reply) << what;
        EXPECT_EQ(response.stage, one.stage) << what;
        EXPECT_EQ(kind_of(response), one.kind) << what;
        EXPECT_EQ(response.data_sent, one.kind == Kind::unknown || std::string(one.state) == "end") << what;
    }
}

milliseconds since(std::chrono::steady_clock::time_point begun)
{
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
}

TEST(MailClient, waits_for_no_reply_inside_a_call)
{
    for (char const *const state : {"greeting", "EHLO", "MAIL", "RCPT", "DATA", "end"}) {
        SmtpServer server;
        server.fail(state, {Way::hang});
        auto post = std::make_unique<Post>();
        post->client_.submit(1, to(server));
        auto const begun = std::chrono::steady_clock::now();
        while (server.accepted() < 1 || since(begun) < milliseconds(100))
            post->step(milliseconds(20));
        EXPECT_LT(since(begun), milliseconds(5'000)) << state;
        auto const ended = std::chrono::steady_clock::now();
        post->client_.cancel_all();
        post.reset();
        EXPECT_LT(since(ended), milliseconds(1'000)) << state;
        EXPECT_EQ(server.texts().size(), std::string(state) == "end" ? 1U : 0U) << state;
    }
}

TEST(MailClient, a_mail_cancelled_in_the_midst_of_its_text_is_not_ended)
{
    SmtpServer server;
    server.fail("reading", {Way::hang});
    Post post;
    post.client_.submit(1, to(server, std::string(30'000'000, 'x')));
    while (std::ranges::count(server.commands(), "DATA") == 0)
        post.step(milliseconds(5));
    for (int i = 0; i < 20; ++i)
        post.step(milliseconds(5));
    post.client_.cancel(1);
    server.resume();
    post.send(to(server));
    EXPECT_EQ(server.texts().size(), 1U);
    EXPECT_EQ(server.texts().at(0), "Subject: x\r\n\r\nhello\r\n");
}

TEST(MailClient, goes_on_over_the_same_connection_after_a_refusal)
{
    SmtpServer server;
    server.fail("RCPT", {Way::reply, "550 5.1.1 nobody"});
    Post post;
    EXPECT_EQ(post.send(to(server)).reply, 550);
    EXPECT_EQ(post.send(to(server)).reply, 550);
    EXPECT_EQ(server.accepted(), 1);
    EXPECT_EQ(std::ranges::count(server.commands(), "RSET"), 1);
}

TEST(MailClient, takes_leave_of_a_server_that_has_no_more_to_do)
{
    SmtpServer server;
    {
        Post post;
        EXPECT_EQ(post.send(to(server)).reply, 250);
    }
    while (std::ranges::count(server.commands(), "QUIT") == 0)
        std::this_thread::yield();
}

TEST(MailClient, opens_a_new_connection_where_the_server_has_hung_up)
{
    SmtpServer server;
    server.fail("after", {Way::drop});
    Post post;
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(post.send(to(server)).reply, 250);
        while (server.ended() <= i)
            std::this_thread::yield();
    }
    EXPECT_EQ(server.accepted(), 5);
}

TEST(MailClient, a_connection_lost_in_the_midst_of_a_long_text_leaves_no_doubt)
{
    SmtpServer server;
    server.fail("text", {Way::drop});
    Post post;
    auto const response = post.send(to(server, std::string(30'000'000, 'x')));
    EXPECT_NE(response.curl_code, 0);
    EXPECT_FALSE(response.data_sent);
    EXPECT_EQ(kind_of(response), Kind::try_again);
}

TEST(MailClient, keeps_all_lines_of_a_reply_in_one)
{
    SmtpServer server;
    server.fail("RCPT", {Way::reply, "550-5.1.1 no\r\n550 5.1.1 such\tuser"});
    Post post;
    EXPECT_EQ(post.send(to(server)).reply_text, "5.1.1 no 5.1.1 suchuser");
}

TEST(MailClient, a_closed_port_and_an_unknown_name)
{
    SmtpServer server;
    Post post;
    auto request = to(server);
    request.server.port = 1;
    EXPECT_EQ(post.send(request).curl_code, CURLE_COULDNT_CONNECT);
    request.server.host = "nowhere.invalid";
    auto const response = post.send(request);
    EXPECT_EQ(response.curl_code, CURLE_COULDNT_RESOLVE_HOST);
    EXPECT_EQ(kind_of(response), Kind::channel_waits);
}

TEST(MailClient, what_could_become_a_command_never_reaches_the_wire)
{
    SmtpServer server;
    Post post;
    auto const refused = [&](auto change) {
        auto request = to(server);
        change(request);
        auto const response = post.send(request);
        EXPECT_EQ(response.curl_code, CURLE_BAD_FUNCTION_ARGUMENT);
        EXPECT_EQ(kind_of(response), Kind::refused);
        EXPECT_EQ(response.error.find("evil"), std::string::npos);
    };
    std::string const injected = "ann@example.com>\r\nRCPT TO:<evil@example.com";
    for (std::string const &address :
         {injected, std::string("a b@evil.example"), std::string("a@b\0evil", 8), std::string("<evil@example.com>"),
          std::string("évil@example.com"), std::string(255, 'x')}) {
        refused([&](MailRequest &request) { request.recipient = address; });
        refused([&](MailRequest &request) { request.sender = address; });
    }
    refused([](MailRequest &request) { request.recipient.clear(); });
    refused([](MailRequest &request) { request.server.ehlo = "x\r\nMAIL FROM:<evil@example.com>"; });
    refused([](MailRequest &request) { request.server.host = "evil/path"; });
    refused([](MailRequest &request) { request.server.user = "x\r\nevil"; });
    refused([](MailRequest &request) { request.data = "x\n.\nMAIL FROM:<evil@example.com>\r\n"; });
    refused([](MailRequest &request) { request.data = "x\r.\r\n"; });
    refused([](MailRequest &request) { request.data = std::string("x\0\r\n", 4); });
    refused([](MailRequest &request) { request.data = "no end"; });
    EXPECT_EQ(server.accepted(), 0);
}

TEST(MailClient, says_nothing_more_of_a_cancelled_mail)
{
    SmtpServer server;
    server.fail("RCPT", {Way::hang});
    Post post;
    post.client_.submit(7, to(server));
    while (server.accepted() < 1)
        post.step(milliseconds(5));
    EXPECT_THROW(post.client_.submit(7, to(server)), std::logic_error);
    post.client_.cancel(7);
    post.drain();
    EXPECT_TRUE(post.done_.empty());
}

}  // namespace
