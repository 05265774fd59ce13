/* webhook.hpp — a message handed to an application of the user's own: signed JSON, and what an answer makes us do.
 *
 * Body, Idempotency-Key and webhook-id are the same at every attempt. The signature is not: it covers the moment of
 * sending, so that nobody can send an old message again.
 */
#pragma once
#include "channels/common/http_outcome.hpp"
#include "channels/webhook/webhook_settings.hpp"

#include <string>
#include <vector>

namespace automation::channels::webhook {

/** {id, event, channel, recipient, subject, body, lead_id, automation_id, booking_id, tenant, written_at}. */
[[nodiscard]] std::string body_of(Delivery const &delivery);

/** `secret` signs where the settings name one and has a signing key (webhook_signature.hpp); `headers` are the
 * settings' own, resolved: "Name: value". */
[[nodiscard]] OutgoingRequest build_request(WebhookSettings const &settings, core::NullableText const &secret,
                                            std::vector<std::string> const &headers, Delivery const &delivery,
                                            core::Instant now);

/** By the status alone, the body stays unread: 2xx accepts, 410 says that nothing will ever be taken there, what else
 * is not 429 or 5xx refuses the message. */
[[nodiscard]] SendOutcome classify(net::HttpResponse const &response);

}  // namespace automation::channels::webhook
