/* outgoing_request.hpp — what a provider sends for a delivery, in the types of net/. */
#pragma once
#include "channels/common/delivery.hpp"
#include "net/http/http_message.hpp"
#include "net/smtp/mail_message.hpp"

#include <variant>

namespace automation::channels {

/** The request, or what becomes of the message without one. */
using OutgoingRequest = std::variant<net::HttpRequest, net::MailRequest, SendOutcome>;

}  // namespace automation::channels
