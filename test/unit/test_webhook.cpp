/* test_webhook.cpp — what a receiver gets and can check, and what its answer means. */
#include "channels/webhook/webhook.hpp"

#include "channels/webhook/webhook_signature.hpp"
#include "core/base/strings.hpp"
#include "core/json/json.hpp"
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
using namespace std::chrono_literals;
using automation::core::testing::hostile_texts;
using automation::core::testing::noon;
using automation::core::testing::sample_delivery;
using Kind = SendOutcome::Kind;

namespace {

WebhookSettings const &sample_settings()
{
    static auto const settings =
        read_webhook_settings(R"({"url": "https://example.com/in?team=1", "secret": {"env": "AUTOMATION_HOOK"}})");
    return settings;
}

net::HttpRequest call_of(Delivery const &delivery, NullableText const &secret = "swordfish", Instant now = noon)
{
    return std::get<net::HttpRequest>(
        webhook::build_request(sample_settings(), secret, {"X-Team: sales"}, delivery, now));
}

SendOutcome answered(int status, std::optional<std::chrono::seconds> wait = std::nullopt)
{
    return webhook::classify({.status = status, .body = "swordfish", .retry_after = wait});
}

TEST(WebhookPack, tells_all_of_the_message)
{
    auto const call = call_of(sample_delivery());
    EXPECT_EQ(call.url, "https://example.com/in?team=1");
    EXPECT_EQ(
        call.body,
        R"({"automation_id":3,"body":"See you soon, Ann & co.","booking_id":null,"channel":"sms","event":"new_lead",)"
        R"("id":42,"lead_id":7,"recipient":"+4930123456","subject":"Your visit","tenant":"salon",)"
        R"("written_at":"2026-12-01T10:00:00+00:00"})");
    std::vector<std::string> const expected{
        "Content-Type: application/json",
        "Accept: */*",
        "User-Agent: pg_automation",
        "Idempotency-Key: 0b7f3f4e-6a0e-4e0f-8a51-3d2b8f2f3c11",
        "X-Automation-Delivery: 0b7f3f4e-6a0e-4e0f-8a51-3d2b8f2f3c11",
        "webhook-id: 0b7f3f4e-6a0e-4e0f-8a51-3d2b8f2f3c11",
        "webhook-timestamp: 1796119200",
        "webhook-signature: " +
            webhook::standard_signature("swordfish", sample_delivery().key, "1796119200", call.body),
        "X-Automation-Signature: " + webhook::former_signature("swordfish", "1796119200", call.body),
        "X-Team: sales"};
    EXPECT_EQ(call.headers, expected);
}

TEST(WebhookPack, repeats_body_and_key_and_signs_anew)
{
    auto const first = call_of(sample_delivery());
    auto const later = call_of(sample_delivery(), "swordfish", noon + 90s + 999ms);
    EXPECT_EQ(first.body, later.body);
    EXPECT_EQ(first.headers[3], later.headers[3]);
    EXPECT_EQ(first.headers[5], later.headers[5]);  // webhook-id
    EXPECT_EQ(later.headers[6], "webhook-timestamp: 1796119290");
    EXPECT_NE(first.headers[7], later.headers[7]);
    EXPECT_TRUE(later.headers[8].starts_with("X-Automation-Signature: t=1796119290,v1="));
}

TEST(WebhookPack, signs_nothing_without_a_secret)
{
    auto const call = call_of(sample_delivery(), std::nullopt);
    EXPECT_TRUE(std::ranges::none_of(
        call.headers, [](auto const &line) { return lower_ascii(line).find("-signature:") != std::string::npos; }));
    EXPECT_EQ(call.headers.size(), 8U);
}

TEST(WebhookPack, lets_no_field_of_a_lead_add_a_header_or_a_key)
{
    std::vector<std::string> const keys{"automation_id", "body",      "booking_id", "channel", "event",     "id",
                                        "lead_id",       "recipient", "subject",    "tenant",  "written_at"};
    auto const usual = call_of(sample_delivery(), std::nullopt);
    for (auto const &text : hostile_texts()) {
        auto delivery = sample_delivery();
        delivery.recipient_name = delivery.subject = delivery.language = delivery.business_name = text;
        delivery.recipient = delivery.body = delivery.event = delivery.tenant = delivery.channel = text;
        auto const call = call_of(delivery, std::nullopt);
        EXPECT_EQ(call.headers, usual.headers);
        EXPECT_EQ(call.body.find_first_of(std::string_view("\r\n\0", 3)), std::string::npos);
        auto const body = json::parse(call.body);
        ASSERT_TRUE(body && body->is_object());
        std::vector<std::string> seen;
        for (auto const &item : body->items())
            seen.push_back(item.key());
        EXPECT_EQ(seen, keys);
        EXPECT_EQ((*body)["id"], 42);
    }
}

TEST(WebhookPack, does_not_send_a_key_that_no_header_may_hold)
{
    for (std::string const &key : {std::string(), std::string("a\r\nX: 1"), std::string("a\0b", 3)}) {
        auto delivery = sample_delivery();
        delivery.key = key;
        auto const outgoing = webhook::build_request(sample_settings(), std::nullopt, {}, delivery, noon);
        ASSERT_TRUE(std::holds_alternative<SendOutcome>(outgoing));
        EXPECT_EQ(std::get<SendOutcome>(outgoing).kind, Kind::refused);
    }
}

TEST(WebhookJudge, takes_any_2xx_for_a_yes)
{
    for (int const status : {200, 201, 202, 204, 299})
        EXPECT_EQ(answered(status).kind, Kind::accepted) << status;
}

TEST(WebhookJudge, tries_again_what_may_pass)
{
    for (int const status : {408, 500, 502, 503, 504, 599})
        EXPECT_EQ(answered(status).kind, Kind::try_again) << status;
    EXPECT_EQ(answered(429).kind, Kind::channel_waits);
    EXPECT_EQ(answered(429, 120s).wait, 120s);
    EXPECT_EQ(answered(503, 120s).wait, 120s);
    EXPECT_EQ(answered(503, 400h).wait, 24h);
}

TEST(WebhookJudge, gives_up_what_is_refused)
{
    for (int const status : {300, 301, 302, 307, 308, 400, 401, 403, 404, 405, 409, 413, 422, 451})
        EXPECT_EQ(answered(status).kind, Kind::refused) << status;
    EXPECT_EQ(answered(302).detail, "the address replied with HTTP 302: redirects are not followed");
}

TEST(WebhookJudge, leaves_an_address_alone_that_is_gone)
{
    EXPECT_EQ(answered(410).kind, Kind::channel_broken);
}

TEST(WebhookJudge, sends_again_what_the_receiver_knows_by_its_key)
{
    EXPECT_EQ(webhook::classify(unreachable()).kind, Kind::try_again);
    EXPECT_EQ(webhook::classify(interrupted()).kind, Kind::try_again);
    EXPECT_EQ(webhook::classify(untrusted()).kind, Kind::channel_waits);
    auto const outcome = webhook::classify(forbidden("Couldn't connect"));
    EXPECT_EQ(outcome.kind, Kind::channel_broken);
    EXPECT_NE(outcome.detail.find("automation.allow_private_addresses"), std::string::npos);
}

TEST(WebhookJudge, counts_a_status_whose_answer_is_cut_off)
{
    EXPECT_EQ(webhook::classify(interrupted(200)).kind, Kind::accepted);
    EXPECT_EQ(webhook::classify(interrupted(422)).kind, Kind::refused);
    EXPECT_EQ(webhook::classify(interrupted(503)).kind, Kind::try_again);
    EXPECT_EQ(webhook::classify(interrupted(100)).kind, Kind::try_again);
}

TEST(WebhookJudge, quotes_nothing_of_the_answer)
{
    for (int status = 200; status < 600; ++status)
        EXPECT_EQ(answered(status).detail.find("swordfish"), std::string::npos) << status;
}

}  // namespace
