#include "channels/webhook/webhook.hpp"

#include "channels/webhook/webhook_signature.hpp"
#include "core/json/json.hpp"
#include "core/time/time_format.hpp"
#include "core/settings/settings_reader.hpp"
#include "core/base/types.hpp"
#include "core/base/user_agent.hpp"

namespace automation::channels::webhook {

using Kind = SendOutcome::Kind;

namespace {

template <class Value>
core::json::Value maybe(std::optional<Value> const &value)
{
    return value ? core::json::Value(*value) : core::json::Value();
}

template <class Id>
core::json::Value maybe_id(std::optional<Id> const &id)
{
    return id ? core::json::Value(core::number(*id)) : core::json::Value();
}

}  // namespace

std::string body_of(Delivery const &delivery)
{
    core::FixedTimeZone const utc;
    return core::json::dump({{"id", core::number(delivery.id)},
                             {"event", delivery.event},
                             {"channel", delivery.channel},
                             {"recipient", delivery.recipient},
                             {"subject", maybe(delivery.subject)},
                             {"body", delivery.body},
                             {"lead_id", core::number(delivery.lead)},
                             {"automation_id", maybe_id(delivery.automation)},
                             {"booking_id", maybe_id(delivery.booking)},
                             {"tenant", delivery.tenant},
                             {"written_at", core::iso_8601(delivery.written_at, utc)}});
}

OutgoingRequest build_request(WebhookSettings const &settings, core::NullableText const &secret,
                              std::vector<std::string> const &headers, Delivery const &delivery, core::Instant now)
{
    if (!core::is_header_value(delivery.key))
        return SendOutcome{
            .kind = Kind::refused, .code = "not sendable", .detail = "the message has no valid idempotency key"};
    auto request = provider_request(settings.url);
    request.body = body_of(delivery);
    request.headers = {"Content-Type: application/json", "Accept: */*", core::user_agent_header,
                       "Idempotency-Key: " + delivery.key, "X-Automation-Delivery: " + delivery.key};
    std::string const timestamp = timestamp_of(now);
    request.headers.push_back("webhook-id: " + delivery.key);
    request.headers.push_back("webhook-timestamp: " + timestamp);
    if (secret) {
        std::string const key = signing_key(*secret).value();
        request.headers.push_back("webhook-signature: " +
                                  standard_signature(key, delivery.key, timestamp, request.body));
        request.headers.push_back("X-Automation-Signature: " + former_signature(*secret, timestamp, request.body));
    }
    request.headers.insert(request.headers.end(), headers.begin(), headers.end());
    return request;
}

SendOutcome classify(net::HttpResponse const &response)
{
    // The status says it all: it counts even where the rest of the answer is too long, too slow or cut off.
    bool const has_status = transfer_of(response) == Transfer::interrupted && response.status >= 200;
    if (!has_status)
        if (auto outcome = without_answer(response, Repeat::harmless)) return std::move(*outcome);
    if (response.status >= 200 && response.status < 300)
        return {.kind = Kind::accepted, .code = status_code(response.status)};
    SendOutcome outcome = by_status(response);
    // What it said stays unread: it may quote the message, or what signs it.
    outcome.detail = "the address replied with " + outcome.code;
    if (response.status == 410) {
        outcome.kind = Kind::channel_broken;
        outcome.detail += ": gone for good";
    } else if (response.status == 401) {
        outcome.kind = Kind::refused;
    } else if (response.status >= 300 && response.status < 400) {
        outcome.detail += ": redirects are not followed";
    }
    return outcome;
}

}  // namespace automation::channels::webhook
