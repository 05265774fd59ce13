/* test_channel_settings.cpp — what may stand in the settings of a channel, and what is said of the rest. */
#include "channels/provider.hpp"

#include "core/settings/settings_reader.hpp"
#include "channels/twilio/twilio_settings.hpp"
#include "core/settings/web_address.hpp"
#include "channels/webhook/webhook_settings.hpp"
#include "channels/whatsapp/whatsapp_settings.hpp"
#include "unit/delivery_sample.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

using namespace automation::core;
using namespace automation::channels;
using automation::core::testing::what_is_wrong;
using ::testing::Test;

namespace {

std::string const account = "AC0123456789abcdef0123456789abcdef";
std::string const token = R"("auth_token": {"env": "AUTOMATION_TWILIO"})";

std::string twilio(std::string const &more)
{
    return R"({"account_sid": ")" + account + "\", " + token + more + "}";
}

std::string whatsapp(std::string const &more)
{
    return R"({"phone_number_id": "1055512345", "access_token": {"file": "wa"})" + more + "}";
}

std::string error_text(std::string const &provider, std::string const &json)
{
    return what_is_wrong([&] { check_channel_settings(provider, json); });
}

void expect_said(std::string const &provider, std::string const &json, std::vector<std::string> const &words)
{
    auto const said = error_text(provider, json);
    EXPECT_FALSE(said.empty()) << provider << ' ' << json;
    for (auto const &word : words)
        EXPECT_NE(said.find(word), std::string::npos) << json << " -> " << said;
}

TEST(ChannelSettings, take_what_a_provider_needs)
{
    EXPECT_EQ(error_text("twilio", twilio(R"(, "from": "+14155550100")")), "");
    EXPECT_EQ(error_text("whatsapp", whatsapp("")), "");
    EXPECT_EQ(error_text("webhook", R"({"url": "https://example.com/in?team=1"})"), "");
}

TEST(ChannelSettings, name_the_nearest_provider_and_the_nearest_key)
{
    expect_said("twillio", "{}", {"unknown provider \"twillio\"", "Did you mean \"twilio\"?"});
    expect_said("twilio", twilio(R"(, "frm": "+14155550100")"), {"unknown setting \"frm\"", "Did you mean \"from\"?"});
    expect_said("whatsapp", whatsapp(R"(, "acess_token": 1)"), {"Did you mean \"access_token\"?"});
    expect_said("webhook", R"({"ulr": "https://example.com"})", {"Did you mean \"url\"?"});
    expect_said("whatsapp", whatsapp(R"(, "template": {"name": "a", "language": ["de"]})"),
                {"template of a whatsapp channel", "Did you mean \"languages\"?"});
}

TEST(ChannelSettings, are_an_object)
{
    for (auto const *const provider : {"twilio", "whatsapp", "webhook"})
        for (auto const *const json : {"", "[]", "null", "{", "\"x\"", "{}x"})
            expect_said(provider, json, {"JSON object"});
}

TEST(ChannelSettings, never_quote_what_may_be_a_secret)
{
    std::string const secret = "swordfish";
    for (std::string const &json : std::vector<std::string>{
             twilio(R"(, "api_key_secret": "swordfish", "from": "+14155550100")"),
             twilio(R"(, "from": "swordfish+swordfish")"),
             twilio(R"(, "from": "+14155550100", "base_url": "https://me:swordfish@api.twilio.com")"),
             R"({"account_sid": "swordfish"})", twilio(R"(, "from": "+14155550100", "status_callback": "swordfish")")})
        expect_said("twilio", json, {});
    EXPECT_EQ(error_text("twilio", twilio(R"(, "from": "swordfish+swordfish")")).find(secret), std::string::npos);
    EXPECT_EQ(error_text("twilio", R"({"account_sid": "swordfish"})").find(secret), std::string::npos);
    for (std::string const &json :
         std::vector<std::string>{R"({"url": "https://u:swordfish@example.com"})",
                                  R"({"url": "https://example.com", "secret": ["swordfish"]})",
                                  R"({"url": "https://example.com", "headers": {"X-Key": "swordfish\r\nX: 1"}})",
                                  R"({"url": "https://example.com", "headers": {"X-Key": ["swordfish"]}})"}) {
        expect_said("webhook", json, {});
        EXPECT_EQ(error_text("webhook", json).find(secret), std::string::npos) << json;
    }
}

TEST(TwilioSettings, know_two_ways_to_log_in)
{
    auto const plain = read_twilio_settings(twilio(R"(, "from": "Salon Mia")"));
    EXPECT_EQ(plain.user, account);
    EXPECT_EQ(plain.secret, R"({"env":"AUTOMATION_TWILIO"})");
    EXPECT_EQ(plain.base_url, "https://api.twilio.com");
    std::string const key = "SK0123456789abcdef0123456789abcdef";
    auto const keyed = read_twilio_settings(R"({"account_sid": ")" + account + R"(", "api_key_sid": ")" + key +
                                            R"(", "api_key_secret": {"file": "key"}, "from": "12345"})");
    EXPECT_EQ(keyed.user, key);
    EXPECT_EQ(keyed.secret, R"({"file":"key"})");
    expect_said("twilio",
                twilio(", \"api_key_sid\": \"" + key + R"(", "api_key_secret": {"file": "key"}, "from": "12345")"),
                {"two login methods"});
    expect_said("twilio", R"({"account_sid": ")" + account + R"(", "from": "12345"})", {"\"auth_token\"", "missing"});
    expect_said("twilio", R"({"account_sid": ")" + account + R"(", "auth_token": {}, "from": "12345"})", {"missing"});
    expect_said("twilio", R"({"account_sid": ")" + account + R"(", "auth_token": {"env": "PATH"}, "from": "12345"})",
                {"AUTOMATION_"});
}

TEST(TwilioSettings, want_exactly_one_sender)
{
    expect_said("twilio", twilio(""), {"Exactly one"});
    expect_said("twilio",
                twilio(R"(, "from": "+14155550100", "messaging_service_sid": "MG0123456789abcdef0123456789abcdef")"),
                {"Exactly one"});
    EXPECT_EQ(error_text("twilio", twilio(R"(, "messaging_service_sid": "MG0123456789abcdef0123456789abcdef")")), "");
    for (auto const *const wrong : {"+0123456789", "a much too long name", "x=y", "+", "1", "123456789012"})
        expect_said("twilio", twilio(std::string(R"(, "from": ")") + wrong + "\""), {"\"from\""});
    expect_said("twilio", twilio(R"(, "messaging_service_sid": "MG12")"), {"MG and 32"});
    expect_said("twilio", R"({"account_sid": "AC12/../x", "auth_token": {"file": "a"}})", {"AC and 32"});
}

TEST(TwilioSettings, bound_the_rest)
{
    std::string const from = R"(, "from": "+14155550100")";
    auto const all =
        read_twilio_settings(twilio(from + R"(, "status_callback": "https://example.com/cb", "validity_period": 600,
               "base_url": "http://127.0.0.1:99/", "on_doubt": "hold", "max_connections": 3)"));
    EXPECT_EQ(all.base_url, "http://127.0.0.1:99");
    EXPECT_EQ(all.validity_period, 600);
    EXPECT_EQ(all.policy.on_ambiguous, SendPolicy::OnAmbiguous::hold);
    EXPECT_EQ(all.policy.max_connections, 3);
    for (auto const *const wrong :
         {R"("validity_period": 0)", R"("validity_period": 40000)", R"("validity_period": 1.5)",
          R"("validity_period": "60")", R"("on_doubt": "rety")", R"("max_connections": 0)",
          R"("base_url": "http://api.twilio.com")", R"("base_url": "https://api.twilio.com/?a")",
          R"("base_url": "http://127.0.0.1.example.com")", R"("base_url": "ftp://127.0.0.1")",
          R"("status_callback": "http://127.0.0.1/")", R"("status_callback": 1)"})
        expect_said("twilio", twilio(from + ", " + wrong), {"invalid setting"});
    expect_said("twilio", twilio(from + R"(, "on_doubt": "rety")"), {"Did you mean \"retry\"?"});
}

TEST(WhatsAppSettings, read_a_template)
{
    auto const settings = read_whatsapp_settings(whatsapp(
        R"(, "template": {"name": "follow_up_2", "languages": ["en_US", "de"], "parameters": ["name", "body"],
             "fallback_name": "friend"})"));
    EXPECT_EQ(settings.api_version, "v23.0");
    ASSERT_TRUE(settings.outside);
    EXPECT_EQ(settings.outside->languages.size(), 2U);
    ASSERT_EQ(settings.outside->parameters.size(), 2U);
    EXPECT_EQ(settings.outside->parameters[1], WhatsAppTemplate::Parameter::body);
    EXPECT_FALSE(read_whatsapp_settings(whatsapp("")).outside);
}

TEST(WhatsAppSettings, refuse_what_meta_would)
{
    expect_said("whatsapp", whatsapp(R"(, "template": {"name": "a", "languages": ["de"], "parameters": ["nmae"]})"),
                {"Did you mean \"name\"?"});
    for (auto const *const wrong :
         {R"("template": [])", R"("template": {"languages": ["de"]})", R"("template": {"name": "a"})",
          R"("template": {"name": "A b", "languages": ["de"]})", R"("template": {"name": "a", "languages": []})",
          R"("template": {"name": "a", "languages": ["german"]})",
          R"("template": {"name": "a", "languages": ["de-DE"]})", R"("template": {"name": "a", "languages": "de"})",
          R"("api_version": "23")", R"("api_version": "v1/../x")", R"("base_url": "http://graph.facebook.com")"})
        expect_said("whatsapp", whatsapp(std::string(", ") + wrong), {});
    expect_said("whatsapp", R"({"phone_number_id": "+4930123", "access_token": {"file": "wa"}})", {"digits"});
    expect_said("whatsapp", R"({"phone_number_id": "1055512345"})", {"\"access_token\"", "missing"});
}

TEST(WebhookSettings, read_headers_and_secrets)
{
    auto const settings = read_webhook_settings(
        R"({"url": "https://example.com/in", "secret": {"env": "AUTOMATION_HOOK"},
            "headers": {"X-Team": " sales ", "Authorization": {"file": "hook"}}})");
    EXPECT_EQ(settings.secret, R"({"env":"AUTOMATION_HOOK"})");
    ASSERT_EQ(settings.headers.size(), 2U);
    EXPECT_EQ(settings.headers[0].name, "Authorization");
    EXPECT_TRUE(settings.headers[0].secret);
    EXPECT_EQ(settings.headers[1].value, "sales");
    EXPECT_FALSE(read_webhook_settings(R"({"url": "https://example.com"})").secret);
}

TEST(WebhookSettings, refuse_a_standard_secret_that_is_not_base64)
{
    auto const with = [](std::string const &secret) {
        return R"({"url": "https://example.com/in", "secret": ")" + secret + "\"}";
    };
    for (auto const *const good : {"swordfish", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "WHSEC_!"})
        EXPECT_EQ(error_text("webhook", with(good)), "");
    for (auto const *const wrong : {"whsec_", "whsec_swordfish!"}) {
        expect_said("webhook", with(wrong), {"\"secret\"", "whsec_", "base64"});
        EXPECT_EQ(error_text("webhook", with(wrong)).find("swordfish"), std::string::npos);
    }
}

TEST(WebhookSettings, let_no_header_be_two_or_stand_for_ours)
{
    for (auto const *const wrong : {R"({"Host": "x"})",
                                    R"({"content-LENGTH": "1"})",
                                    R"({"Idempotency-Key": "x"})",
                                    R"({"X-Automation-Signature": "x"})",
                                    R"({"Webhook-Id": "x"})",
                                    R"({"webhook-timestamp": "x"})",
                                    R"({"webhook-signature": "x"})",
                                    R"({"Transfer-Encoding": "chunked"})",
                                    R"({"Proxy-Authorization": "x"})",
                                    R"({"X Y": "1"})",
                                    R"({"X:": "1"})",
                                    R"({"": "1"})",
                                    R"({"X\r\nY": "1"})",
                                    R"({"X": "a\r\nY: b"})",
                                    R"({"X": "a\nb"})",
                                    R"({"X": "a\u0000b"})",
                                    R"({"X": ""})",
                                    R"({"X": " "})",
                                    R"({"X": "ü"})",
                                    R"({"X": 1})",
                                    R"({"X": {}})",
                                    R"({"X": {"env": "HOME"}})",
                                    R"({"X": "1", "x": "2"})",
                                    R"(["X: 1"])",
                                    R"("X: 1")"})
        expect_said("webhook", std::string(R"({"url": "https://example.com", "headers": )") + wrong + "}", {});
}

TEST(WebAddress, has_a_host)
{
    EXPECT_EQ(host_of_address("https://example.com"), "example.com");
    EXPECT_EQ(host_of_address("HTTP://LocalHost:3000/hook?to=a"), "LocalHost");
    EXPECT_EQ(host_of_address("https://[2001:db8::1]:8443/a:b"), "2001:db8::1");
    EXPECT_EQ(host_of_address("https://10.0.0.1?x=//y"), "10.0.0.1");
}

TEST(WebAddress, is_https_without_user_and_fragment)
{
    for (auto const *const good : {"https://example.com", "https://example.com:8443/a/b?c=d", "HTTPS://EXAMPLE.com",
                                   "https://[2001:db8::1]:8443/", "https://10.0.0.1/", "https://xn--mnchen-3ya.de/"})
        EXPECT_EQ(problem_with_address(good, false), "") << good;
    for (auto const *const bad : {"",
                                  "example.com",
                                  "http://example.com",
                                  "https://",
                                  "https:///x",
                                  "https://u@example.com",
                                  "https://u:p@example.com",
                                  "https://example.com#x",
                                  "https://exa mple.com",
                                  "https://example.com/\r\nX: 1",
                                  "https://example.com\\@evil.example",
                                  "https://example.com:0",
                                  "https://example.com:99999",
                                  "https://example.com:",
                                  "https://example.com:8a",
                                  "https://münchen.de",
                                  "https://[::1",
                                  "https://[x]",
                                  "file:///etc/passwd",
                                  "gopher://example.com",
                                  "https//x",
                                  "javascript:alert(1)",
                                  " https://example.com",
                                  "https://a%40b"})
        EXPECT_NE(problem_with_address(bad, true), "") << bad;
    EXPECT_NE(problem_with_address("https://example.com/" + std::string(2'000, 'x'), true), "");
}

TEST(WebAddress, may_be_plain_on_this_machine_only)
{
    for (auto const *const good :
         {"http://127.0.0.1:1/x", "http://localhost", "http://LOCALHOST:80", "http://[::1]:8080/"}) {
        EXPECT_EQ(problem_with_address(good, true), "") << good;
        EXPECT_NE(problem_with_address(good, false), "") << good;
        EXPECT_TRUE(is_plain_http(good));
    }
    for (auto const *const bad :
         {"http://127.0.0.1.example.com", "http://localhost.example.com", "http://127.1", "http://[::2]/",
          "http://127.0.0.1@example.com", "http://example.com/127.0.0.1", "http://2130706433/"})
        EXPECT_NE(problem_with_address(bad, true), "") << bad;
}

TEST(HeaderSecret, is_one_line_of_ascii)
{
    EXPECT_EQ(header_secret("auth_token", "a b~"), "a b~");
    for (std::string const &bad : std::vector<std::string>{"", " ", "swordfish\r\nX: 1", "swordfish\n",
                                                           std::string("s\0x", 3), "sw\xc3\xb6rd", "\x7f"}) {
        auto const said = what_is_wrong([&] { static_cast<void>(header_secret("auth_token", bad)); });
        EXPECT_NE(said.find("\"auth_token\""), std::string::npos);
        EXPECT_EQ(said.find("swordfish"), std::string::npos);
    }
}

}  // namespace
