/* http_message.hpp — what is asked of a server and what came back.
 *
 * Plain values. A request is always a POST: everything this extension asks of a service is one.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace automation::net {

struct HttpRequest {
    std::string url;
    std::vector<std::string> headers;  ///< "name: value"; a line with a line break or a NUL fails the request
    std::string body;
    std::chrono::milliseconds timeout{30'000};  ///< for the whole exchange, waiting for a connection included
    std::chrono::milliseconds connect_timeout{5'000};
    std::size_t max_response_bytes = 1U << 20U;
    bool allow_plain_http = false;
    /** Judged after the name is resolved (see private_address.hpp), so no name can lead into the server's own network.
     *  Such requests need an HttpClient of their own: an open connection is used again unseen. */
    bool refuse_private_addresses = false;
    /** Not sent a second time when a connection that was used before breaks without an answer, as libcurl otherwise
     * does by itself and tells nobody: the server may have acted on the first. */
    bool only_once = false;
    std::string ca_file;  ///< certificates to trust; empty: the system's
};

struct HttpResponse {
    int curl_code = 0;             ///< CURLcode; 0: `status` and `body` are whole
    int status = 0;                ///< HTTP status, 0 when none arrived
    std::string body = {};         ///< what arrived, cut at the limit
    std::string error = {};        ///< libcurl's words when curl_code is not 0; holds neither headers nor body
    bool too_large = false;        ///< given up because body or headers passed the limit
    bool sent = false;             ///< some of the request left: with a curl_code, the server may have acted on it
    bool private_address = false;  ///< given up because the name leads to private addresses only
    std::chrono::milliseconds took{0};
    std::optional<std::chrono::seconds> retry_after = {};
};

}  // namespace automation::net
