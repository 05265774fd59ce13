#include "channels/web_parcel.hpp"

#include "core/settings/web_address.hpp"

#include <utility>

#include <curl/curl.h>

namespace automation::channels {

namespace {

using Line = WebReply::Line;

/* What a request came to of which no answer is whole. What left is all that matters, but for what a person can mend. */
Line line_of(net::HttpResponse const &response) noexcept
{
    if (response.private_address) return Line::forbidden;
    switch (response.curl_code) {
        case CURLE_OK:
            return Line::answered;
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
            return Line::misdirected;
        case CURLE_BAD_FUNCTION_ARGUMENT:
            return Line::unsendable;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
        case CURLE_SSL_CONNECT_ERROR:
            if (!response.sent) return Line::untrusted;
            break;
        default:
            break;
    }
    return response.sent ? Line::lost : Line::unreached;
}

}  // namespace

OutgoingRequest to_request(WebRequest outgoing)
{
    if (auto *const outcome = std::get_if<SendOutcome>(&outgoing)) return std::move(*outcome);
    auto &call = std::get<WebCall>(outgoing);
    net::HttpRequest request;
    request.max_response_bytes = 256U << 10U;
    request.allow_plain_http = core::is_plain_http(call.url);
    request.only_once = true;
    request.url = std::move(call.url);
    request.headers = std::move(call.headers);
    request.body = std::move(call.body);
    return request;
}

WebReply to_reply(net::HttpResponse const &response)
{
    return {.line = line_of(response),
            .status = response.status,
            .body = response.body,
            .error = response.error,
            .retry_after = response.retry_after};
}

}  // namespace automation::channels
