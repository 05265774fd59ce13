/* test_providers.cpp — Twilio, WhatsApp and webhooks from a delivery over the wire to its outcome, against the doubles.
 */
#include "channels/provider.hpp"

#include "channels/providers.hpp"
#include "unit/delivery_sample.hpp"
#include "unit/double_process.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace automation::pg::settings {
extern bool allow_private_addresses;
bool allow_private_addresses = false;  // the server's setting, in a test without one
}  // namespace automation::pg::settings

namespace {

using namespace automation;
using channels::Provider;
using channels::SendOutcome;
using core::json::Value;
using core::testing::sample_delivery;
using Kind = SendOutcome::Kind;

std::string const account = "AC0123456789abcdef0123456789abcdef";

struct Wire {
    char const *name;
    char const *secret;
    std::string (*settings)(std::string const &url);
    std::unique_ptr<Provider> (*make)(std::string const &, channels::ResolveSecret const &);
    Kind after_loss;
};

Wire const wires[] = {
    {"twilio", "twilio-secret-word",
     [](std::string const &url) {
         return R"({"account_sid": ")" + account +
                R"(", "auth_token": {"file": "key"}, "from": "+14155550100", "on_doubt": "hold", "base_url": ")" + url +
                "\"}";
     },
     channels::make_twilio, Kind::unknown},
    {"whatsapp", "whatsapp-secret-word",
     [](std::string const &url) {
         return R"({"phone_number_id": "1055512345", "access_token": {"file": "key"}, "template": {"name": "follow_up",
                "languages": ["en_US", "de"], "parameters": ["name", "body"]}, "base_url": ")" +
                url + "\"}";
     },
     channels::make_whatsapp, Kind::unknown},
    {"webhook", "webhook-secret-word",
     [](std::string const &url) {
         return R"({"secret": {"file": "key"}, "headers": {"X-Team": "sales"}, "url": ")" + url + "/in\"}";
     },
     channels::make_webhook, Kind::try_again},
};

core::Instant now()
{
    return std::chrono::floor<core::Micros>(std::chrono::system_clock::now());
}

class ProviderTest : public ::testing::TestWithParam<Wire> {
 protected:
    void SetUp() override
    {
        if (!automation::testing::DoubleProcess::available()) GTEST_SKIP() << "node is missing";
        double_ = std::make_unique<automation::testing::DoubleProcess>(GetParam().name);
        provider_ = make(GetParam().secret);
        pg::settings::allow_private_addresses = true;
    }
    void TearDown() override { pg::settings::allow_private_addresses = false; }

    [[nodiscard]] std::unique_ptr<Provider> make(std::string const &secret) const
    {
        return GetParam().make(GetParam().settings(double_->url()), [&](std::string const &reference) {
            EXPECT_EQ(reference, R"({"file":"key"})");
            return secret;
        });
    }
    SendOutcome send(Provider const &provider, channels::Delivery const &delivery = sample_delivery())
    {
        auto outgoing = provider.build_request(delivery, now());
        if (auto const *const outcome = std::get_if<SendOutcome>(&outgoing)) return *outcome;
        auto &request = std::get<net::HttpRequest>(outgoing);
        request.timeout = std::chrono::milliseconds(max_wait_);
        return provider.classify(automation::testing::DoubleProcess::fetch(
            request.refuse_private_addresses ? screened_ : client_, std::move(request)));
    }
    SendOutcome send_with(Value const &faults)
    {
        auto const settings = double_->control("settings", faults);
        EXPECT_FALSE(settings.contains("error")) << settings;
        return send(*provider_);
    }
    [[nodiscard]] bool hook() const { return GetParam().name == std::string("webhook"); }

    std::unique_ptr<automation::testing::DoubleProcess> double_;
    std::unique_ptr<Provider> provider_;
    net::HttpClient client_, screened_;
    int max_wait_ = 20'000;
};

TEST_P(ProviderTest, sends_what_a_strict_receiver_takes)
{
    auto const outcome = send(*provider_);
    EXPECT_EQ(outcome.kind, Kind::accepted) << outcome.detail << double_->control("stats");
    auto const stats = double_->control("stats");
    EXPECT_EQ(stats["taken"], 1);
    EXPECT_TRUE(stats["refused"].empty()) << stats;
    auto const &message = stats["messages"][0];
    if (hook()) {
        EXPECT_EQ(message["headers"]["x-team"], "sales");
    } else {
        EXPECT_EQ(outcome.provider_message_id, message.value("sid", message.value("id", "")));
    }
}

TEST_P(ProviderTest, sends_hostile_fields_that_a_strict_receiver_takes_as_text)
{
    int sent = 0;
    for (auto const &text : core::testing::hostile_texts()) {
        auto delivery = sample_delivery();
        delivery.recipient_name = delivery.body = text;
        if (hook()) delivery.recipient = delivery.event = delivery.subject.emplace(text);
        auto const outcome = send(*provider_, delivery);
        if (outcome.kind == Kind::accepted) ++sent;
    }
    auto const stats = double_->control("stats");
    EXPECT_GT(sent, 290);
    EXPECT_EQ(stats["taken"], sent);
    // Bytes that are no UTF-8 cannot stand in a database; percent-encoded they are no text to Twilio's double.
    for (auto const &refused : stats["refused"])
        EXPECT_EQ(refused["status"], 400) << refused;
}

TEST_P(ProviderTest, takes_a_wrong_secret_for_its_own_fault)
{
    auto const outcome = send(*make("another-word"));
    EXPECT_EQ(outcome.kind, hook() ? Kind::refused : Kind::channel_broken) << outcome.detail;
    EXPECT_EQ(double_->control("stats")["taken"], 0);
}

TEST_P(ProviderTest, does_not_start_with_a_secret_of_two_lines)
{
    bool started = true;
    try {
        started = make("one\r\nX-Injected: 1") != nullptr;
    } catch (core::UserError const &error) {
        started = false;
        EXPECT_EQ(std::string(error.what()).find("X-Injected"), std::string::npos);
    }
    EXPECT_EQ(started, hook()) << "a webhook's secret signs and is not sent";
}

TEST_P(ProviderTest, does_not_start_with_a_standard_secret_that_is_not_base64)
{
    if (!hook()) return;
    try {
        (void)make("whsec_swordfish!");
        ADD_FAILURE() << "it has started";
    } catch (core::UserError const &error) {
        EXPECT_NE(std::string(error.what()).find("base64"), std::string::npos);
        EXPECT_EQ((error.what() + error.detail() + error.hint()).find("swordfish"), std::string::npos);
    }
}

TEST_P(ProviderTest, meets_every_fault_of_a_server)
{
    for (int const status : {500, 502, 503, 504, 408})
        EXPECT_EQ(send_with({{"fault", "status"}, {"status", status}}).kind, Kind::try_again) << status;
    for (int const status : {400, 403, 404, 422})
        EXPECT_EQ(send_with({{"fault", "status"}, {"status", status}}).kind, Kind::refused) << status;
    EXPECT_EQ(send_with({{"fault", "redirect"}}).kind, Kind::refused);
    EXPECT_EQ(send_with({{"fault", "status"}, {"status", 410}}).kind, hook() ? Kind::channel_broken : Kind::refused);
    auto const later = send_with({{"fault", "status"}, {"status", 429}, {"retry_after", 17}});
    EXPECT_EQ(later.kind, Kind::channel_waits);
    EXPECT_EQ(later.wait, std::chrono::seconds(17));
    for (auto const *const fault : {"html", "not-json"})
        EXPECT_EQ(send_with({{"fault", fault}, {"retry_after", nullptr}}).kind,
                  hook() ? Kind::accepted : Kind::unknown);
    EXPECT_EQ(double_->control("stats")["taken"], 0);
}

TEST_P(ProviderTest, knows_that_a_lost_answer_is_no_lost_message)
{
    for (auto const *const fault : {"drop", "drop-after"})
        EXPECT_EQ(send_with({{"fault", fault}}).kind, GetParam().after_loss) << fault;
    EXPECT_EQ(send_with({{"fault", "oversized"}}).kind, hook() ? Kind::accepted : Kind::unknown);
    max_wait_ = 300;
    EXPECT_EQ(send_with({{"fault", "hang"}}).kind, GetParam().after_loss);
    max_wait_ = 20'000;
    EXPECT_EQ(send_with({{"fault", nullptr}}).kind, Kind::accepted);
    auto const stats = double_->control("stats");
    EXPECT_EQ(stats["taken"], 4);
    EXPECT_EQ(stats["repeated"].size(), 1U) << "a receiver sees that it is the same message";
}

TEST_P(ProviderTest, repeats_no_secret_that_an_answer_quotes)
{
    for (int const status : {400, 500}) {
        auto const outcome = send_with({{"fault", "echo-secret"}, {"status", status}});
        EXPECT_EQ(outcome.detail.find(GetParam().secret), std::string::npos) << outcome.detail;
        EXPECT_EQ(outcome.detail.find("Og=="), std::string::npos);
        EXPECT_EQ(outcome.detail.find("OnR3aWxpby1zZWNyZXQtd29yZA"), std::string::npos) << outcome.detail;
    }
}

TEST_P(ProviderTest, says_what_its_settings_say_of_the_manner)
{
    bool const holds = GetParam().name == std::string("twilio");
    EXPECT_EQ(provider_->policy().on_ambiguous,
              holds ? core::SendPolicy::OnAmbiguous::hold : core::SendPolicy::OnAmbiguous::retry);
    EXPECT_EQ(provider_->classify(net::MailResponse()).kind, Kind::unknown);
}

TEST_P(ProviderTest, reaches_a_private_address_only_where_a_superuser_lets_a_webhook)
{
    pg::settings::allow_private_addresses = false;
    auto const outcome = send(*provider_);
    EXPECT_EQ(outcome.kind, hook() ? Kind::channel_broken : Kind::accepted) << outcome.detail;
    EXPECT_EQ(double_->control("stats")["taken"], hook() ? 0 : 1);
}

TEST_P(ProviderTest, is_made_by_the_name_of_its_provider)
{
    auto const made = channels::make_provider(GetParam().name, GetParam().settings(double_->url()),
                                              [](std::string const &) { return std::string("word"); });
    EXPECT_NE(made, nullptr);
    EXPECT_THROW(static_cast<void>(channels::make_provider("pigeon", "{}", nullptr)), core::UserError);
}

INSTANTIATE_TEST_SUITE_P(Wires, ProviderTest, ::testing::ValuesIn(wires),
                         [](auto const &wire) { return std::string(wire.param.name); });

TEST(WhatsAppProvider, is_taken_inside_the_window_too)
{
    if (!automation::testing::DoubleProcess::available()) GTEST_SKIP() << "node is missing";
    automation::testing::DoubleProcess receiver("whatsapp");
    auto const provider = channels::make_whatsapp(
        wires[1].settings(receiver.url()), [](std::string const &) { return std::string("whatsapp-secret-word"); });
    auto delivery = sample_delivery();
    delivery.last_inbound_at = now() - std::chrono::hours(23);
    auto outgoing = provider->build_request(delivery, now());
    net::HttpClient client;
    auto const response =
        automation::testing::DoubleProcess::fetch(client, std::get<net::HttpRequest>(std::move(outgoing)));
    EXPECT_EQ(provider->classify(response).kind, Kind::accepted) << response.body;
    EXPECT_EQ(receiver.control("stats")["messages"][0]["text"]["body"], delivery.body);
}

}  // namespace
