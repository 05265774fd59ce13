/* web_message.hpp — what is posted to a provider on the web and what comes back, in core's own words.
 *
 * And what every such provider has in common: an attempt without an answer, and an answer of which only the status says
 * something.
 */
#pragma once
#include "channels/common/delivery.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace automation::channels {

/** One POST. */
struct WebCall {
    std::string url;
    std::vector<std::string> headers;  ///< "Name: value"
    std::string body;
};

/** What to post, or what becomes of the message without it. */
using WebRequest = std::variant<WebCall, SendOutcome>;

struct WebReply {
    enum class Line {
        answered,     ///< status and body are whole
        unreached,    ///< nothing of the request left
        lost,         ///< some of the request left, no whole answer came
        untrusted,    ///< the server could not prove who it is
        forbidden,    ///< the name leads to private addresses only
        misdirected,  ///< the address is none
        unsendable    ///< the request is none
    };
    Line line = Line::answered;
    int status = 0;
    std::string_view body = {};
    std::string_view error = {};  ///< the network's words
    std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

/** Whether the receiver knows a message that comes twice by its key. */
enum class Repeat { harmful, harmless };

/** What an attempt without an answer comes to; none when there is one. */
[[nodiscard]] std::optional<SendOutcome> without_answer(WebReply const &reply, Repeat repeat);

/** By the status alone: 429 is the whole channel's, 408 and 5xx the message's to try again, 401 for a person, the rest
 *  refuses it for good. Never accepted. */
[[nodiscard]] SendOutcome by_status(WebReply const &reply);

/** "HTTP 503" */
[[nodiscard]] std::string status_code(int status);

/** Retry-After, from none to a day. */
[[nodiscard]] std::optional<std::chrono::milliseconds> asked_wait(WebReply const &reply) noexcept;

/** A provider's id of a message as we may store it: visible, one line, at most 200 characters. */
[[nodiscard]] std::string safe_id(std::string_view id);

}  // namespace automation::channels
