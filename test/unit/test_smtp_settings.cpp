/* test_smtp_settings.cpp — what an smtp channel's settings may say, and what is said of those that do not fit. */
#include "core/base/error.hpp"
#include "channels/smtp/smtp_settings.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using namespace automation::core;
using namespace automation::channels;
using Security = SmtpSettings::Security;

/** Settings with a host and a sender, and more. */
std::string with(std::string const &more)
{
    return R"({"host": "smtp.example.com", "from": "Salon <hello@salon.example>")" + (more.empty() ? "" : ", " + more) +
           "}";
}

/** Message, detail and hint of what is wrong; empty when nothing is. */
std::string wrong(std::string const &json)
try {
    (void)read_smtp_settings(json);
    return "";
} catch (UserError const &error) {
    EXPECT_FALSE(error.hint().empty()) << error.what();
    return std::string(error.what()) + " | " + error.detail() + " | " + error.hint();
}

TEST(SmtpSettings, host_and_sender_are_enough)
{
    auto const settings = read_smtp_settings(with(""));
    EXPECT_EQ(settings.host, "smtp.example.com");
    EXPECT_EQ(settings.port, 587);
    EXPECT_EQ(settings.security, Security::starttls);
    EXPECT_EQ(settings.from.address, "hello@salon.example");
    EXPECT_EQ(settings.from.name, "Salon");
    EXPECT_FALSE(settings.password);
    EXPECT_EQ(settings.policy.max_connections, 4);
    EXPECT_EQ(settings.policy.on_ambiguous, SendPolicy::OnAmbiguous::retry);
}

TEST(SmtpSettings, everything_can_be_said)
{
    auto const settings = read_smtp_settings(
        R"({"host": "bücher.example", "port": 465, "user": "u", "password": {"env": "AUTOMATION_X"},
            "from": {"address": "a@b.example", "name": "Zoë, Ltd."}, "reply_to": "c@d.example", "hello": "mail.b.example",
            "unsubscribe_url": "https://b.example/u?t={token}", "unsubscribe_mailto": "no+{token}@b.example",
            "unsubscribe_always": true, "ca_file": "/etc/ca.pem", "connect_timeout": 5, "timeout": 30,
            "on_doubt": "hold", "max_connections": 2})");
    EXPECT_EQ(settings.host, "xn--bcher-kva.example");
    EXPECT_EQ(settings.security, Security::tls);
    EXPECT_EQ(settings.user, "u");
    EXPECT_EQ(settings.password, R"({"env":"AUTOMATION_X"})");
    EXPECT_EQ(settings.from.name, "Zoë, Ltd.");
    EXPECT_EQ(settings.reply_to.address, "c@d.example");
    EXPECT_EQ(settings.ehlo, "mail.b.example");
    EXPECT_EQ(settings.unsubscribe_mailto, "no+{token}@b.example");
    EXPECT_TRUE(settings.unsubscribe_always);
    EXPECT_EQ(settings.ca_file, "/etc/ca.pem");
    EXPECT_EQ(settings.connect_timeout, std::chrono::seconds(5));
    EXPECT_EQ(settings.timeout, std::chrono::seconds(30));
    EXPECT_EQ(settings.policy.on_ambiguous, SendPolicy::OnAmbiguous::hold);
    EXPECT_EQ(settings.policy.max_connections, 2);
}

TEST(SmtpSettings, an_unknown_key_is_told_with_the_nearest)
{
    EXPECT_NE(wrong(with(R"("usr": "x")")).find("Did you mean \"user\"?"), std::string::npos);
    EXPECT_NE(wrong(with(R"("tls": true)")).find("unknown setting \"tls\""), std::string::npos);
}

TEST(SmtpSettings, plain_text_leaves_this_machine_only_when_told_to)
{
    EXPECT_NE(wrong(with(R"("security": "none")")).find("\"insecure\": true"), std::string::npos);
    EXPECT_EQ(wrong(with(R"("security": "none", "insecure": true)")), "");
    for (char const *const host : {"localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"})
        EXPECT_EQ(wrong(std::string(R"({"security": "none", "from": "a@b.example", "host": ")") + host + "\"}"), "")
            << host;
    for (char const *const host : {"127.evil.example", "localhost.example", "10.0.0.1", "::2"})
        EXPECT_NE(wrong(std::string(R"({"security": "none", "from": "a@b.example", "host": ")") + host + "\"}"), "")
            << host;
}

TEST(SmtpSettings, each_misfit_names_its_key)
{
    auto const names = [](std::string const &more, std::string const &key) {
        auto const said = wrong(with(more));
        EXPECT_NE(said.find("\"" + key + "\""), std::string::npos) << more << " gave: " << said;
    };
    names(R"("port": 0)", "port");
    names(R"("port": "587")", "port");
    names(R"("security": "ssl")", "security");
    names(R"("user": "x")", "password");
    names(R"("password": {"env": "AUTOMATION_X"})", "user");
    names(R"("user": "x", "password": {"env": "PATH"})", "password");
    names(R"("reply_to": "nobody")", "reply_to");
    names(R"("reply_to": {"adress": "a@b.example"})", "adress");
    names(R"("hello": "a b")", "hello");
    names(R"("unsubscribe_url": "http://b.example/{token}")", "unsubscribe_url");
    names(R"("unsubscribe_url": "https://b.example/")", "unsubscribe_url");
    names(R"("unsubscribe_url": "https://b.example/{token}>")", "unsubscribe_url");
    names(R"("unsubscribe_mailto": "b.example")", "unsubscribe_mailto");
    names(R"("unsubscribe_always": "yes")", "unsubscribe_always");
    names(R"("ca_file": "ca.pem")", "ca_file");
    names(R"("connect_timeout": 0)", "connect_timeout");
    names(R"("timeout": 1e9)", "timeout");
    names(R"("on_doubt": "maybe")", "on_doubt");
    names(R"("max_connections": 0)", "max_connections");
    EXPECT_NE(wrong(R"({"host": "smtp.example.com"})").find("\"from\""), std::string::npos);
    EXPECT_NE(wrong(R"({"from": "a@b.example"})").find("\"host\""), std::string::npos);
    EXPECT_NE(wrong(R"({"from": "a@b.example", "host": "smtp://x"})").find("\"host\""), std::string::npos);
    EXPECT_NE(wrong(R"({"from": "Salon <a@b.example", "host": "x"})").find("\"from\""), std::string::npos);
    EXPECT_NE(wrong(R"({"from": "Salon\r\nBcc: <a@b.example>", "host": "x"})"), "");
    EXPECT_NE(wrong("[]"), "");
    EXPECT_NE(wrong("nonsense"), "");
}

TEST(SmtpSettings, no_error_quotes_a_secret)
{
    for (char const *const more :
         {R"("password": "hunter2-secret")", R"("user": "x", "password": ["hunter2-secret"])",
          R"("user": "x", "password": {"env": "AUTOMATION_X", "value": "hunter2-secret"})",
          R"("port": "hunter2-secret")", R"("security": "none", "user": "x", "password": "hunter2-secret")"}) {
        auto const said = wrong(with(more));
        EXPECT_NE(said, "");
        EXPECT_EQ(said.find("hunter2-secret"), std::string::npos) << said;
    }
}

}  // namespace
