/* test_whatsapp.cpp — text inside the 24 hours, template outside, and every code that comes back. */
#include "channels/whatsapp/whatsapp.hpp"

#include "core/json/json.hpp"
#include "core/base/strings.hpp"
#include "unit/delivery_sample.hpp"
#include "unit/transfer_sample.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

using namespace automation::core;
using namespace automation::channels;
using namespace automation::channels::testing;
namespace net = automation::net;
using namespace std::chrono_literals;
using automation::core::testing::hostile_texts;
using automation::core::testing::noon;
using automation::core::testing::sample_delivery;
using Kind = SendOutcome::Kind;

namespace {

WhatsAppSettings without_template()
{
    return read_whatsapp_settings(R"({"phone_number_id": "1055512345", "access_token": {"file": "wa"}})");
}

WhatsAppSettings with_template(std::string const &parameters = R"(["name", "business", "body"])",
                               std::string const &more = "")
{
    return read_whatsapp_settings(R"({"phone_number_id": "1055512345", "access_token": {"file": "wa"}, "template":
        {"name": "follow_up", "languages": ["en_US", "de", "pt_BR"], "parameters": )" +
                                  parameters + more + "}}");
}

Delivery recent()
{
    auto delivery = sample_delivery();
    delivery.last_inbound_at = noon - 1h;
    return delivery;
}

net::HttpRequest call_of(Delivery const &delivery, WhatsAppSettings const &settings = with_template())
{
    return std::get<net::HttpRequest>(whatsapp::build_request(settings, "token", delivery, noon));
}

SendOutcome refusal_of(Delivery const &delivery, WhatsAppSettings const &settings = with_template())
{
    return std::get<SendOutcome>(whatsapp::build_request(settings, "token", delivery, noon));
}

json::Value body_of(net::HttpRequest const &call)
{
    return json::parse(call.body).value();
}

SendOutcome answered(int status, std::string const &body, std::optional<std::chrono::seconds> wait = std::nullopt)
{
    return whatsapp::classify({.status = status, .body = body, .retry_after = wait});
}

std::string error(int code, std::string const &more = "")
{
    return R"({"error":{"message":"Said by Meta","type":"OAuthException","code":)" + std::to_string(code) + more + "}}";
}

TEST(WhatsAppPack, sends_text_within_24_hours)
{
    auto const call = call_of(recent(), without_template());
    EXPECT_EQ(call.url, "https://graph.facebook.com/v23.0/1055512345/messages");
    EXPECT_EQ(call.headers.front(), "Authorization: Bearer token");
    json::Value const expected = {{"messaging_product", "whatsapp"},
                                  {"recipient_type", "individual"},
                                  {"to", "+4930123456"},
                                  {"type", "text"},
                                  {"text", {{"preview_url", false}, {"body", "See you soon, Ann & co."}}},
                                  {"biz_opaque_callback_data", sample_delivery().key}};
    EXPECT_EQ(body_of(call), expected);
}

TEST(WhatsAppPack, closes_the_window_after_24_hours_to_the_microsecond)
{
    auto delivery = sample_delivery();
    EXPECT_FALSE(whatsapp::window_open(delivery, noon));
    delivery.last_inbound_at = noon - 24h;
    EXPECT_FALSE(whatsapp::window_open(delivery, noon));
    delivery.last_inbound_at = noon - 24h + 1us;
    EXPECT_TRUE(whatsapp::window_open(delivery, noon));
    delivery.last_inbound_at = noon + 1h;
    EXPECT_TRUE(whatsapp::window_open(delivery, noon)) << "clocks differ";
}

TEST(WhatsAppPack, sends_the_template_later)
{
    auto delivery = sample_delivery();
    delivery.last_inbound_at = noon - 25h;
    delivery.body = "Hello Ann,\n\nsee\tyou     soon.";
    json::Value const expected = {
        {"messaging_product", "whatsapp"},
        {"recipient_type", "individual"},
        {"to", "+4930123456"},
        {"type", "template"},
        {"template",
         {{"name", "follow_up"},
          {"language", {{"code", "de"}}},
          {"components",
           json::Value::array(
               {{{"type", "body"},
                 {"parameters", json::Value::array({{{"type", "text"}, {"text", "Ann Lee"}},
                                                    {{"type", "text"}, {"text", "Salon Mia"}},
                                                    {{"type", "text"}, {"text", "Hello Ann, see you soon."}}})}}})}}},
        {"biz_opaque_callback_data", delivery.key}};
    EXPECT_EQ(body_of(call_of(delivery)), expected);
    EXPECT_FALSE(body_of(call_of(delivery, with_template("[]")))["template"].contains("components"));
}

TEST(WhatsAppPack, is_blocked_later_without_a_template)
{
    auto const outcome = refusal_of(sample_delivery(), without_template());
    EXPECT_EQ(outcome.kind, Kind::refused);
    EXPECT_TRUE(outcome.blocked_window);
    EXPECT_FALSE(outcome.bad_address);
}

TEST(WhatsAppPack, chooses_the_language_that_fits_best)
{
    auto const approved = *with_template().outside;
    auto const chosen = [&](NullableText const &language) { return whatsapp::language_for(approved, language); };
    EXPECT_EQ(chosen("pt-BR"), "pt_BR");
    EXPECT_EQ(chosen("PT-br"), "pt_BR");
    EXPECT_EQ(chosen("pt"), "pt_BR");
    EXPECT_EQ(chosen("de-AT"), "de");
    EXPECT_EQ(chosen("en-GB"), "en_US");
    for (NullableText const &other : std::vector<NullableText>{"fr", "", "xx_YY\r\n", std::nullopt})
        EXPECT_EQ(chosen(other), "en_US");
}

TEST(WhatsAppPack, leaves_no_parameter_empty)
{
    auto delivery = sample_delivery();
    delivery.recipient_name = " ";
    EXPECT_EQ(refusal_of(delivery).code, "empty parameter");
    EXPECT_FALSE(refusal_of(delivery).blocked_window);
    auto const call = call_of(delivery, with_template(R"(["name"])", R"(, "fallback_name": "friend")"));
    EXPECT_EQ(body_of(call)["template"]["components"][0]["parameters"][0]["text"], "friend");
    delivery = sample_delivery();
    delivery.business_name = std::nullopt;
    EXPECT_EQ(refusal_of(delivery).code, "empty parameter");
}

TEST(WhatsAppPack, cuts_a_parameter_and_refuses_a_text_that_is_too_long)
{
    auto delivery = sample_delivery();
    delivery.body.clear();
    for (int i = 0; i < 4'096; ++i)
        delivery.body += "ü";
    std::string const parameter =
        body_of(call_of(delivery, with_template(R"(["body"])")))["template"]["components"][0]["parameters"][0]["text"];
    EXPECT_EQ(parameter.size(), 2 * whatsapp::longest_parameter);
    delivery.last_inbound_at = noon;
    EXPECT_EQ(body_of(call_of(delivery))["text"]["body"], delivery.body);
    delivery.body += "!";
    EXPECT_EQ(refusal_of(delivery).kind, Kind::refused);
    delivery.body = "\n";
    EXPECT_EQ(refusal_of(delivery).kind, Kind::refused);
    delivery.body = "text";
    delivery.recipient = "030 123456";
    EXPECT_FALSE(refusal_of(delivery).bad_address);
}

void expect_keys(json::Value const &value, std::vector<std::string> const &keys)
{
    std::vector<std::string> seen;
    for (auto const &item : value.items())
        seen.push_back(item.key());
    EXPECT_EQ(seen, keys);
}

TEST(WhatsAppPack, lets_no_field_of_a_lead_add_a_header_or_a_key)
{
    for (auto const &text : hostile_texts()) {
        for (bool const inside : {true, false}) {
            auto delivery = inside ? recent() : sample_delivery();
            delivery.recipient_name = delivery.subject = delivery.language = delivery.business_name = text;
            delivery.body = delivery.event = delivery.tenant = text;
            auto const outgoing = whatsapp::build_request(with_template(), "token", delivery, noon);
            auto const *const call = std::get_if<net::HttpRequest>(&outgoing);
            if (call == nullptr) continue;
            auto const usual = call_of(inside ? recent() : sample_delivery());
            EXPECT_EQ(call->headers, usual.headers);
            EXPECT_EQ(call->url, usual.url);
            auto const body = body_of(*call);
            EXPECT_EQ(body["to"], "+4930123456");
            char const *const content = inside ? "text" : "template";
            expect_keys(body, inside ? std::vector<std::string>{"biz_opaque_callback_data", "messaging_product",
                                                                "recipient_type", "text", "to", "type"}
                                     : std::vector<std::string>{"biz_opaque_callback_data", "messaging_product",
                                                                "recipient_type", "template", "to", "type"});
            expect_keys(body[content], inside ? std::vector<std::string>{"body", "preview_url"}
                                              : std::vector<std::string>{"components", "language", "name"});
            if (inside) continue;
            EXPECT_EQ(body["template"]["language"]["code"], "en_US");
            ASSERT_EQ(body["template"]["components"][0]["parameters"].size(), 3U);
            for (auto const &parameter : body["template"]["components"][0]["parameters"]) {
                expect_keys(parameter, {"text", "type"});
                auto const &value = parameter["text"].get_ref<std::string const &>();
                EXPECT_TRUE(is_utf8(value));
                EXPECT_EQ(value.find_first_of(std::string_view("\r\n\t\0", 4)), std::string::npos);
                EXPECT_EQ(value.find("    "), std::string::npos);
            }
        }
        auto delivery = recent();
        // With words behind it a number is that number, and nothing but it.
        delivery.recipient = text;
        auto const sent = whatsapp::build_request(with_template(), "token", delivery, noon);
        if (auto const *const other = std::get_if<net::HttpRequest>(&sent)) {
            EXPECT_EQ(other->body, call_of(recent()).body);
        }
    }
}

TEST(WhatsAppJudge, keeps_the_id_of_what_was_accepted)
{
    auto const outcome = answered(200, R"({"messaging_product":"whatsapp","contacts":[{"input":"+1","wa_id":"1"}],
        "messages":[{"id":"wamid.HBgL=","message_status":"accepted"}]})");
    EXPECT_EQ(outcome.kind, Kind::accepted);
    EXPECT_EQ(outcome.provider_message_id, "wamid.HBgL=");
    for (auto const *const body : {"", "{}", "<html>", R"({"messages":[]})", R"({"messages":[7]})",
                                   R"({"messages":[{"id":7}]})", R"({"messages":{"id":"x"}})"})
        EXPECT_EQ(answered(200, body).kind, Kind::unknown) << body;
}

TEST(WhatsAppJudge, knows_every_code_of_the_table_whatever_the_status)
{
    std::vector<std::pair<Kind, std::vector<int>>> const table{
        {Kind::channel_waits, {4, 80007, 130429}},
        {Kind::try_again, {1, 2, 131000, 131016, 131049, 131056, 131057, 133004}},
        {Kind::refused,
         {100, 131008, 131009, 131026, 131047, 131050, 131051, 132000, 132001, 132005, 132007, 132012, 132015, 132016}},
        {Kind::channel_broken, {0, 3, 10, 190, 200, 230, 299, 368, 131031, 131042, 131048, 133010}},
    };
    for (auto const &[kind, codes] : table)
        for (int const code : codes)
            for (int const status : {200, 400, 429, 500}) {
                auto const outcome = answered(status, error(code));
                EXPECT_EQ(outcome.kind, kind) << code;
                EXPECT_EQ(outcome.code, std::to_string(code));
                EXPECT_EQ(outcome.blocked_window, code == 131047) << code;
                EXPECT_EQ(outcome.opted_out, code == 131050) << code;
                EXPECT_EQ(outcome.once_more, code == 131049) << code;
                EXPECT_FALSE(outcome.bad_address) << code;
                EXPECT_EQ(outcome.detail.find("Said by"), std::string::npos);
            }
}

TEST(WhatsAppJudge, waits_a_day_when_the_recipient_has_enough)
{
    EXPECT_EQ(answered(400, error(131049)).wait, 24h);
    EXPECT_EQ(answered(429, error(130429), 9s).wait, 9'000ms);
    EXPECT_FALSE(answered(400, error(131056)).wait);
}

TEST(WhatsAppJudge, takes_a_wrong_phone_number_id_for_the_channels_fault)
{
    EXPECT_EQ(answered(400, error(100, R"(,"error_subcode":33)")).kind, Kind::channel_broken);
    EXPECT_EQ(answered(400, error(100, R"(,"error_subcode":2494010)")).kind, Kind::refused);
}

TEST(WhatsAppJudge, goes_by_the_status_where_the_code_is_unknown)
{
    for (auto const &body :
         {error(999'999), std::string("<html>"), std::string(), std::string(R"({"error":{"code":"190"}})"),
          std::string(R"({"error":"x"})"), std::string(R"({"error":{"code":-1}})"),
          std::string(R"({"error":{"code":99999999999999999999}})")}) {
        EXPECT_EQ(answered(400, body).kind, Kind::refused) << body;
        EXPECT_EQ(answered(401, body).kind, Kind::channel_broken) << body;
        EXPECT_EQ(answered(429, body).kind, Kind::channel_waits) << body;
        EXPECT_EQ(answered(500, body).kind, Kind::try_again) << body;
        EXPECT_EQ(answered(503, body).kind, Kind::try_again) << body;
    }
    EXPECT_EQ(answered(400, error(999'999)).code, "999999");
    EXPECT_EQ(answered(400, error(999'999)).detail, "HTTP 400: Said by Meta");
}

TEST(WhatsAppJudge, tells_a_lost_answer_from_a_lost_question)
{
    EXPECT_EQ(whatsapp::classify(unreachable()).kind, Kind::try_again);
    EXPECT_EQ(whatsapp::classify(interrupted()).kind, Kind::unknown);
    EXPECT_EQ(whatsapp::classify(untrusted()).kind, Kind::channel_waits);
}

}  // namespace
