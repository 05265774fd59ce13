/* http_outcome.hpp — what HTTP providers have in common: the limits of a request, and what a response without a body
 * that the provider wrote means.
 */
#pragma once
#include "channels/common/outgoing_request.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace automation::channels {

/** A request of a provider, without headers and body. Plain http where the address says so: the settings accept it for
 *  this machine only. */
[[nodiscard]] net::HttpRequest provider_request(std::string url);

/** How far a request and its response came. */
enum class Transfer {
    complete,       ///< status and body are whole
    unreachable,    ///< nothing of the request was sent
    interrupted,    ///< some of the request was sent, no whole response came
    untrusted,      ///< the server could not prove its identity
    forbidden,      ///< the name resolves to private addresses only
    wrong_address,  ///< the address is not valid
    unsendable      ///< the request is not valid
};
[[nodiscard]] Transfer transfer_of(net::HttpResponse const &response) noexcept;

/** Whether the receiver knows a message that comes twice by its key. */
enum class Repeat { harmful, harmless };

/** What an attempt without a whole response comes to; none when there is one. */
[[nodiscard]] std::optional<SendOutcome> without_answer(net::HttpResponse const &response, Repeat repeat);

/** By the status alone: 429 is the whole channel's, 408 and 5xx the message's to try again, 401 for a person, the rest
 *  refuses it for good. Never accepted. */
[[nodiscard]] SendOutcome by_status(net::HttpResponse const &response);

/** "HTTP 503" */
[[nodiscard]] std::string status_code(int status);

/** Retry-After, from none to a day. */
[[nodiscard]] std::optional<std::chrono::milliseconds> asked_wait(net::HttpResponse const &response) noexcept;

/** A provider's id of a message as we may store it: visible, one line, at most 200 characters. */
[[nodiscard]] std::string safe_id(std::string_view id);

}  // namespace automation::channels
