#include "channels/common/http_outcome.hpp"

#include "core/base/transfer_error.hpp"
#include "core/base/utf8.hpp"
#include "core/llm/gemini_errors.hpp"
#include "core/settings/web_address.hpp"

#include <algorithm>
#include <utility>

#include <curl/curl.h>

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

net::HttpRequest provider_request(std::string url)
{
    net::HttpRequest request;
    request.max_response_bytes = 256U << 10U;
    request.allow_plain_http = core::is_plain_http(url);
    request.only_once = true;
    request.url = std::move(url);
    return request;
}

// What was sent is all that matters, but for what a person can correct.
Transfer transfer_of(net::HttpResponse const &response) noexcept
{
    if (response.private_address) return Transfer::forbidden;
    if (response.curl_code == CURLE_OK) return Transfer::complete;
    auto const problem = core::transfer_error(response.curl_code).problem;
    if (problem == core::TransferProblem::address) return Transfer::wrong_address;
    if (problem == core::TransferProblem::request) return Transfer::unsendable;
    if (response.sent) return Transfer::interrupted;
    bool const untrusted = problem == core::TransferProblem::trust || response.curl_code == CURLE_SSL_CONNECT_ERROR;
    return untrusted ? Transfer::untrusted : Transfer::unreachable;
}

std::optional<SendOutcome> without_answer(net::HttpResponse const &response, Repeat repeat)
{
    switch (transfer_of(response)) {
        case Transfer::complete:
            return std::nullopt;
        case Transfer::unreachable:
            return outcome(Kind::try_again, "no connection", "no connection", response.error);
        case Transfer::interrupted:
            return outcome(repeat == Repeat::harmless ? Kind::try_again : Kind::unknown, "no answer",
                           "the connection ended before the reply", response.error);
        case Transfer::untrusted:
            return outcome(Kind::channel_waits, "TLS", "the server is not trusted", response.error);
        case Transfer::forbidden:
            return {{.kind = Kind::channel_broken,
                     .code = "private address",
                     .detail =
                         "the address resolves to a private network, which automation.allow_private_addresses does "
                         "not allow"}};
        case Transfer::wrong_address:
            return outcome(Kind::channel_broken, "address", "the address cannot be used", response.error);
        case Transfer::unsendable:
            break;
    }
    return outcome(Kind::refused, "not sendable", "the request cannot be sent", response.error);
}

SendOutcome by_status(net::HttpResponse const &response)
{
    SendOutcome result{.kind = Kind::refused, .code = status_code(response.status), .detail = {}};
    result.wait = asked_wait(response);
    if (response.status == 429)
        result.kind = Kind::channel_waits;
    else if (response.status == 401)
        result.kind = Kind::channel_broken;
    else if (response.status == 408 || response.status >= 500 || response.status < 200)
        result.kind = Kind::try_again;
    return result;
}

std::string status_code(int status)
{
    return "HTTP " + std::to_string(status);
}

std::optional<milliseconds> asked_wait(net::HttpResponse const &response) noexcept
{
    if (!response.retry_after) return std::nullopt;
    return std::clamp<std::chrono::seconds>(*response.retry_after, std::chrono::seconds(0), std::chrono::hours(24));
}

std::string safe_id(std::string_view id)
{
    return core::visible_line(id, 200);
}

}  // namespace automation::channels
