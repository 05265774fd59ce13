#include "channels/common/web_message.hpp"

#include <algorithm>

#include "core/base/utf8.hpp"
#include "core/llm/gemini_errors.hpp"

namespace automation::channels {

using Kind = SendOutcome::Kind;
using std::chrono::milliseconds;

namespace {

SendOutcome outcome(Kind kind, char const *code, std::string const &words, std::string_view error)
{
    std::string const more = core::safe_message(error);
    return {.kind = kind, .code = code, .detail = more.empty() ? words : words + ": " + more};
}

}  // namespace

std::optional<SendOutcome> without_answer(WebReply const &reply, Repeat repeat)
{
    using Line = WebReply::Line;
    switch (reply.line) {
        case Line::answered:
            return std::nullopt;
        case Line::unreached:
            return outcome(Kind::try_again, "no connection", "no connection", reply.error);
        case Line::lost:
            return outcome(repeat == Repeat::harmless ? Kind::try_again : Kind::unknown, "no answer",
                           "the connection ended before the answer", reply.error);
        case Line::untrusted:
            return outcome(Kind::channel_waits, "TLS", "the server is not trusted", reply.error);
        case Line::forbidden:
            return {{.kind = Kind::channel_broken,
                     .code = "private address",
                     .detail =
                         "the address leads into a private network, which automation.allow_private_addresses does "
                         "not allow"}};
        case Line::misdirected:
            return outcome(Kind::channel_broken, "address", "the address cannot be used", reply.error);
        case Line::unsendable:
            break;
    }
    return outcome(Kind::refused, "not sendable", "the request cannot be sent", reply.error);
}

SendOutcome by_status(WebReply const &reply)
{
    SendOutcome result{.kind = Kind::refused, .code = status_code(reply.status), .detail = {}};
    result.wait = asked_wait(reply);
    if (reply.status == 429)
        result.kind = Kind::channel_waits;
    else if (reply.status == 401)
        result.kind = Kind::channel_broken;
    else if (reply.status == 408 || reply.status >= 500 || reply.status < 200)
        result.kind = Kind::try_again;
    return result;
}

std::string status_code(int status)
{
    return "HTTP " + std::to_string(status);
}

std::optional<milliseconds> asked_wait(WebReply const &reply) noexcept
{
    if (!reply.retry_after) return std::nullopt;
    return std::clamp<std::chrono::seconds>(*reply.retry_after, std::chrono::seconds(0), std::chrono::hours(24));
}

std::string safe_id(std::string_view id)
{
    return core::visible_line(id, 200);
}

}  // namespace automation::channels
