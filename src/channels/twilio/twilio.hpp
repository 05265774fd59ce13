/* twilio.hpp — an SMS by Twilio: the form that is posted, and what an answer makes us do.
 *
 * Twilio knows no idempotency key: a message whose answer was lost may go twice if it is sent again.
 */
#pragma once
#include "channels/twilio/twilio_settings.hpp"
#include "channels/common/http_outcome.hpp"

#include <string_view>

namespace automation::channels::twilio {

/** The most characters that Twilio takes in one message. */
inline constexpr std::size_t longest_body = 1'600;

/** `secret` belongs to settings.user. Refuses what Twilio would: a recipient that is no E.164 number, an empty text,
 * one that is too long. */
[[nodiscard]] OutgoingRequest build_request(TwilioSettings const &settings, std::string_view secret,
                                            Delivery const &delivery);

[[nodiscard]] SendOutcome classify(net::HttpResponse const &response);

}  // namespace automation::channels::twilio
