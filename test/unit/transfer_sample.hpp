/* transfer_sample.hpp — responses of requests that failed, as the HTTP client reports them. */
#pragma once
#include "net/http/http_message.hpp"

#include <string>

#include <curl/curl.h>

namespace automation::channels::testing {

/** Nothing of the request was sent. */
inline net::HttpResponse unreachable(std::string error = {})
{
    return {.curl_code = CURLE_COULDNT_CONNECT, .error = std::move(error)};
}

/** The request was sent, and the connection ended before the response was whole. */
inline net::HttpResponse interrupted(int status = 0, std::string body = {}, std::string error = {})
{
    return {.curl_code = CURLE_RECV_ERROR,
            .status = status,
            .body = std::move(body),
            .error = std::move(error),
            .sent = true};
}

inline net::HttpResponse untrusted()
{
    return {.curl_code = CURLE_PEER_FAILED_VERIFICATION};
}

/** The name resolves to private addresses only. */
inline net::HttpResponse forbidden(std::string error = {})
{
    return {.curl_code = CURLE_COULDNT_CONNECT, .error = std::move(error), .private_address = true};
}

inline net::HttpResponse wrong_address()
{
    return {.curl_code = CURLE_URL_MALFORMAT};
}

/** libcurl does not accept the request. */
inline net::HttpResponse unsendable()
{
    return {.curl_code = CURLE_BAD_FUNCTION_ARGUMENT};
}

}  // namespace automation::channels::testing
