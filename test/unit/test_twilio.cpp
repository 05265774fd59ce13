/* test_twilio.cpp — the form that goes to Twilio, and every code that comes back. */
#include "channels/twilio/twilio.hpp"

#include "core/base/escape.hpp"
#include "unit/delivery_sample.hpp"
#include "unit/transfer_sample.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

using namespace automation::core;
using namespace automation::channels;
using namespace automation::channels::testing;
namespace net = automation::net;
using automation::core::testing::hostile_texts;
using automation::core::testing::sample_delivery;
using Kind = SendOutcome::Kind;

namespace {

TwilioSettings sample_settings()
{
    return read_twilio_settings(R"({"account_sid": "AC0123456789abcdef0123456789abcdef",
        "auth_token": {"env": "AUTOMATION_TWILIO"}, "from": "+14155550100"})");
}

net::HttpRequest call_of(Delivery const &delivery, TwilioSettings const &settings = sample_settings())
{
    return std::get<net::HttpRequest>(twilio::build_request(settings, "token", delivery));
}

SendOutcome refusal_of(Delivery const &delivery)
{
    return std::get<SendOutcome>(twilio::build_request(sample_settings(), "token", delivery));
}

SendOutcome answered(int status, std::string const &body, std::optional<std::chrono::seconds> wait = std::nullopt)
{
    return twilio::classify({.status = status, .body = body, .retry_after = wait});
}

std::string error(int code)
{
    return R"({"code":)" + std::to_string(code) + R"(,"message":"Said by Twilio","status":400})";
}

TEST(TwilioPack, posts_a_form_to_the_account)
{
    auto const call = call_of(sample_delivery());
    EXPECT_EQ(call.url, "https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json");
    EXPECT_EQ(call.body, "To=%2B4930123456&From=%2B14155550100&Body=See%20you%20soon%2C%20Ann%20%26%20co.");
    std::vector<std::string> const expected{
        "Authorization: Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjp0b2tlbg==",
        "Content-Type: application/x-www-form-urlencoded", "Accept: application/json", "User-Agent: pg_automation"};
    EXPECT_EQ(call.headers, expected);
}

TEST(TwilioPack, adds_what_the_settings_say)
{
    auto const settings = read_twilio_settings(R"({"account_sid": "AC0123456789abcdef0123456789abcdef",
        "api_key_sid": "SK0123456789abcdef0123456789abcdef", "api_key_secret": {"file": "k"},
        "messaging_service_sid": "MG0123456789abcdef0123456789abcdef",
        "status_callback": "https://example.com/cb?a=1&b=2", "validity_period": 14400})");
    auto const call = call_of(sample_delivery(), settings);
    EXPECT_TRUE(
        call.body.ends_with("&StatusCallback=https%3A%2F%2Fexample.com%2Fcb%3Fa%3D1%26b%3D2&ValidityPeriod=14400"));
    EXPECT_NE(call.body.find("&MessagingServiceSid=MG0123456789abcdef0123456789abcdef&"), std::string::npos);
    EXPECT_EQ(call.body.find("From="), std::string::npos);
    EXPECT_TRUE(call.headers.front().starts_with("Authorization: Basic U0swMTIz"));
}

TEST(TwilioPack, is_the_same_at_every_attempt)
{
    EXPECT_EQ(call_of(sample_delivery()).body, call_of(sample_delivery()).body);
}

TEST(TwilioPack, tidies_a_number_and_refuses_what_is_none)
{
    auto delivery = sample_delivery();
    for (auto const *const number : {"+49 (30) 123-456", "0049 30 123456", " +4930123456 "}) {
        delivery.recipient = number;
        EXPECT_TRUE(call_of(delivery).body.starts_with("To=%2B4930123456&")) << number;
    }
    for (auto const *const number : {"", "030 123456", "+0301234567", "ann@example.com", "+49301234567890123",
                                     "+49 30 12a", "+4930123456&From=x", "+4930123456\r\n+15550001"}) {
        delivery.recipient = number;
        auto const outcome = refusal_of(delivery);
        EXPECT_EQ(outcome.kind, Kind::refused) << number;
        EXPECT_FALSE(outcome.bad_address) << number;
    }
}

TEST(TwilioPack, refuses_what_twilio_would)
{
    auto delivery = sample_delivery();
    delivery.body = " \n";
    EXPECT_EQ(refusal_of(delivery).code, "21602");
    delivery.body = std::string();
    for (int i = 0; i < 1'600; ++i)
        delivery.body += "ü";
    EXPECT_FALSE(call_of(delivery).body.empty());
    delivery.body += "!";
    EXPECT_EQ(refusal_of(delivery).code, "21617");
}

TEST(TwilioPack, lets_no_field_of_a_lead_add_a_header_or_a_form_field)
{
    auto const usual = call_of(sample_delivery());
    for (auto const &text : hostile_texts()) {
        auto delivery = sample_delivery();
        delivery.recipient_name = delivery.subject = delivery.language = delivery.business_name = text;
        delivery.body = delivery.event = delivery.tenant = text;
        auto const outgoing = twilio::build_request(sample_settings(), "token", delivery);
        auto const *const call = std::get_if<net::HttpRequest>(&outgoing);
        if (call == nullptr) {
            EXPECT_GT(text.size(), twilio::longest_body);
            continue;
        }
        EXPECT_EQ(call->headers, usual.headers);
        EXPECT_EQ(call->url, usual.url);
        EXPECT_EQ(call->body, "To=%2B4930123456&From=%2B14155550100&Body=" + percent_encoded(text));
        EXPECT_EQ(std::ranges::count(call->body, '&'), 2);
        EXPECT_EQ(call->body.find_first_of("\r\n\"' "), std::string::npos);

        // With words behind it a number is that number, and nothing but it.
        delivery.recipient = text;
        auto const sent = twilio::build_request(sample_settings(), "token", delivery);
        if (auto const *const other = std::get_if<net::HttpRequest>(&sent)) EXPECT_EQ(other->body, call->body);
    }
}

TEST(TwilioJudge, keeps_the_sid_of_what_was_accepted)
{
    auto const outcome = answered(201, R"({"sid":"SM0123","status":"queued","error_code":null,"error_message":null})");
    EXPECT_EQ(outcome.kind, Kind::accepted);
    EXPECT_EQ(outcome.provider_message_id, "SM0123");
    EXPECT_EQ(outcome.code, "");
}

TEST(TwilioJudge, doubts_a_success_that_is_not_twilios)
{
    for (auto const *const body : {"", "{}", "<html>", "[]", R"({"sid":7})", R"({"sid":""})", R"({"sid":"SM)"})
        EXPECT_EQ(answered(201, body).kind, Kind::unknown) << body;
}

struct Row {
    int code;
    Kind kind;
    bool bad_address = false, opted_out = false, window = false, once = false;
};

TEST(TwilioJudge, knows_every_code_of_the_table_whatever_the_status)
{
    std::vector<Row> const table{
        {20429, Kind::channel_waits},
        {21611, Kind::channel_waits},
        {30001, Kind::try_again},
        {30008, Kind::try_again, false, false, false, true},
        {63018, Kind::try_again},
        {21211, Kind::refused, true},
        {21610, Kind::refused, false, true},
        {21408, Kind::refused},
        {21606, Kind::refused},
        {21612, Kind::refused},
        {21614, Kind::refused, true},
        {21617, Kind::refused},
        {30003, Kind::refused},
        {30004, Kind::refused},
        {30005, Kind::refused, true},
        {30006, Kind::refused, true},
        {30007, Kind::refused},
        {30034, Kind::refused},
        {30036, Kind::refused},
        {63016, Kind::refused, false, false, true},
        {20003, Kind::channel_broken},
        {20404, Kind::channel_broken},
        {21660, Kind::channel_broken},
        {10001, Kind::channel_broken},
        {20005, Kind::channel_broken},
        {30002, Kind::channel_broken},
    };
    for (auto const &row : table) {
        for (int const status : {400, 429, 503}) {
            auto const outcome = answered(status, error(row.code));
            EXPECT_EQ(outcome.kind, row.kind) << row.code;
            EXPECT_EQ(outcome.bad_address, row.bad_address) << row.code;
            EXPECT_EQ(outcome.opted_out, row.opted_out) << row.code;
            EXPECT_EQ(outcome.blocked_window, row.window) << row.code;
            EXPECT_EQ(outcome.once_more, row.once) << row.code;
            EXPECT_EQ(outcome.code, std::to_string(row.code));
            EXPECT_EQ(outcome.detail.find("Said by"), std::string::npos) << "our own words for what we know";
            EXPECT_FALSE(outcome.detail.empty());
        }
        auto const late =
            answered(201, R"({"sid":"SM1","status":"failed","error_code":)" + std::to_string(row.code) + "}");
        EXPECT_EQ(late.kind, row.kind) << row.code;
    }
}

TEST(TwilioJudge, goes_by_the_status_where_the_code_is_unknown)
{
    for (int const status : {400, 403, 404, 410, 422, 302})
        EXPECT_EQ(answered(status, error(29999)).kind, Kind::refused) << status;
    for (int const status : {408, 500, 502, 503, 504, 599})
        for (auto const &body : {error(29999), std::string("<html>"), std::string()})
            EXPECT_EQ(answered(status, body).kind, Kind::try_again) << status;
    EXPECT_EQ(answered(401, "").kind, Kind::channel_broken);
    EXPECT_EQ(answered(429, "").kind, Kind::channel_waits);
    EXPECT_EQ(answered(400, error(29999)).code, "29999");
    EXPECT_EQ(answered(400, error(29999)).detail, "HTTP 400: Said by Twilio");
    EXPECT_EQ(answered(503, "").code, "HTTP 503");
    EXPECT_EQ(answered(400, R"({"code":"21610"})").kind, Kind::refused) << "a code is a number";
    EXPECT_FALSE(answered(400, R"({"code":"21610"})").opted_out);
    EXPECT_EQ(answered(400, R"({"code":1e300})").code, "HTTP 400");
}

TEST(TwilioJudge, waits_as_long_as_it_is_asked_to_but_not_for_ever)
{
    using namespace std::chrono_literals;
    EXPECT_EQ(answered(429, error(20429), 7s).wait, 7'000ms);
    EXPECT_EQ(answered(503, "", 7s).wait, 7'000ms);
    EXPECT_EQ(answered(503, "", std::chrono::seconds::max()).wait, 24h);
    EXPECT_EQ(answered(503, "", -5s).wait, 0ms);
    EXPECT_FALSE(answered(503, "").wait);
}

TEST(TwilioJudge, tells_a_lost_answer_from_a_lost_question)
{
    EXPECT_EQ(twilio::classify(unreachable()).kind, Kind::try_again);
    EXPECT_EQ(twilio::classify(interrupted(201, R"({"sid":"SM1"})")).kind, Kind::unknown);
    EXPECT_EQ(twilio::classify(untrusted()).kind, Kind::channel_waits);
    EXPECT_EQ(twilio::classify(wrong_address()).kind, Kind::channel_broken);
    EXPECT_EQ(twilio::classify(forbidden()).kind, Kind::channel_broken);
    EXPECT_EQ(twilio::classify(unsendable()).kind, Kind::refused);
    EXPECT_EQ(twilio::classify(unreachable("Could not resolve host: x\r\nevil")).detail,
              "no connection: Could not resolve host: x evil");
}

TEST(TwilioJudge, stores_nothing_that_looks_like_a_key_or_breaks_a_line)
{
    auto const outcome =
        answered(400, R"({"code":29999,"message":"bad\r\nkey AIza0123456789abcdefghijklmnopqrstuv\u0000\u202e"})");
    EXPECT_EQ(outcome.detail, "HTTP 400: bad key [removed]");
    auto const sid = answered(201, R"({"sid":"SM\r\n1)" + std::string(5'000, 'x') + "\"}").provider_message_id;
    EXPECT_EQ(sid.size(), 200U);
    EXPECT_EQ(sid.find('\n'), std::string::npos);
}

}  // namespace
