#include "net/http/http_exchange.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "net/curl_options.hpp"

#include "net/private_address.hpp"

namespace automation::net {

namespace {

constexpr std::size_t max_header_bytes = 64U << 10U;

bool is_plain_http(std::string_view url) noexcept
{
    constexpr std::string_view scheme = "http://";
    return url.size() >= scheme.size() && curl_strnequal(url.data(), scheme.data(), scheme.size()) != 0;
}

}  // namespace

HttpExchange::HttpExchange(RequestId request_id, HttpRequest request, EasyHandle easy)
    : request_id_(request_id), request_(std::move(request)), easy_(std::move(easy))
{
    if (has_break(request_.url)) throw std::invalid_argument("the URL contains a line break");
    if (std::ranges::any_of(request_.headers, has_break)) throw std::invalid_argument("a header contains a line break");
    set_request();
    set_limits();
    set_security();
}

bool HttpExchange::plain_http() const noexcept
{
    return is_plain_http(request_.url);
}

HttpExchange &HttpExchange::of(CURL *handle) noexcept
{
    char *self = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &self);
    return *static_cast<HttpExchange *>(static_cast<void *>(self));
}

void HttpExchange::set_request()
{
    CURL *const handle = easy_.get();
    for (auto const &line : request_.headers)
        header_lines_.add(line);
    header_lines_.add("Expect:");  // a round trip less for bodies over a megabyte
    set(handle, CURLOPT_PRIVATE, this);
    set(handle, CURLOPT_URL, request_.url.c_str());
    set(handle, CURLOPT_HTTPHEADER, header_lines_.get());
    set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set_body();
    set(handle, CURLOPT_WRITEFUNCTION, &HttpExchange::on_body);
    set(handle, CURLOPT_WRITEDATA, this);
    set(handle, CURLOPT_HEADERFUNCTION, &HttpExchange::on_header);
    set(handle, CURLOPT_HEADERDATA, this);
    set(handle, CURLOPT_ERRORBUFFER, error_.data());
}

/** A body of CURLOPT_POSTFIELDS can be sent again; of one that is read libcurl must ask for the beginning. */
void HttpExchange::set_body()
{
    CURL *const handle = easy_.get();
    if (!request_.only_once) {
        set(handle, CURLOPT_POSTFIELDS, request_.body.c_str());
        return;
    }
    set(handle, CURLOPT_POST, 1L);
    set(handle, CURLOPT_READFUNCTION, &HttpExchange::read_body);
    set(handle, CURLOPT_READDATA, this);
    set(handle, CURLOPT_SEEKFUNCTION, &HttpExchange::refuse_to_begin_again);
    set(handle, CURLOPT_SEEKDATA, this);
}

std::size_t HttpExchange::read_body(char *to, std::size_t size, std::size_t count, void *self) noexcept
{
    auto &transfer = *static_cast<HttpExchange *>(self);
    std::size_t const bytes = std::min(size * count, transfer.request_.body.size() - transfer.body_read_);
    transfer.request_.body.copy(to, bytes, transfer.body_read_);
    transfer.body_read_ += bytes;
    return bytes;
}

/* libcurl from 8.7 on also asks at the start of a transfer, where the one before it on this handle was refused. */
int HttpExchange::refuse_to_begin_again(void *self, curl_off_t offset, int origin) noexcept
{
    auto const &transfer = *static_cast<HttpExchange const *>(self);
    bool const untouched = transfer.body_read_ == 0 && !transfer.request_.body.empty();
    return untouched && offset == 0 && origin == SEEK_SET ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

void HttpExchange::set_limits()
{
    CURL *const handle = easy_.get();
    set(handle, CURLOPT_TIMEOUT_MS, whole_milliseconds(request_.timeout));
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, whole_milliseconds(request_.connect_timeout));
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_QUICK_EXIT, 1L);  // else a hanging name server holds the process at the time-out
    set(handle, CURLOPT_FOLLOWLOCATION, 0L);
    set(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    // Rather share an HTTP/2 connection than open one. Over plain http all would wait for the first one's answer.
    set(handle, CURLOPT_PIPEWAIT, is_plain_http(request_.url) ? 0L : 1L);
}

void HttpExchange::set_security()
{
    CURL *const handle = easy_.get();
    char const *const schemes = request_.allow_plain_http ? "http,https" : "https";
    set(handle, CURLOPT_PROTOCOLS_STR, schemes);
    set(handle, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    set(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(handle, CURLOPT_PROXY, "");  // the environment of the server process does not decide where we connect
    set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!request_.ca_file.empty()) set(handle, CURLOPT_CAINFO, request_.ca_file.c_str());
    set(handle, CURLOPT_OPENSOCKETFUNCTION,
        request_.refuse_private_addresses ? &HttpExchange::open_public_socket : &open_socket);
    if (!request_.refuse_private_addresses) return;
    set(handle, CURLOPT_OPENSOCKETDATA, this);
    set(handle, CURLOPT_PREREQFUNCTION, &HttpExchange::before_request);
    set(handle, CURLOPT_PREREQDATA, this);
}

/** libcurl asks for each address of the name in turn, and goes on to the next when it is refused. */
curl_socket_t HttpExchange::open_public_socket(void *self, curlsocktype purpose, curl_sockaddr *address) noexcept
{
    auto &transfer = *static_cast<HttpExchange *>(self);
    if (is_private_address(address->addr)) {
        transfer.refused_address_ = true;
        return CURL_SOCKET_BAD;
    }
    transfer.took_address_ = true;
    return open_socket(nullptr, purpose, address);
}

/** A second look at where the connection leads, taken for one that is used again, too. */
int HttpExchange::before_request(void *self, char *server, char *, int, int) noexcept
{
    if (!is_private_address(server)) return CURL_PREREQFUNC_OK;
    auto &transfer = *static_cast<HttpExchange *>(self);
    transfer.refused_address_ = true;
    transfer.took_address_ = false;
    return CURL_PREREQFUNC_ABORT;
}

std::size_t HttpExchange::on_body(char *data, std::size_t size, std::size_t count, void *self) noexcept
try {
    auto &transfer = *static_cast<HttpExchange *>(self);
    std::size_t const bytes = size * count;
    std::size_t const room = transfer.request_.max_response_bytes - transfer.body_.size();
    transfer.body_.append(data, std::min(bytes, room));
    if (bytes <= room) return bytes;
    transfer.too_large_ = true;
    return 0;
} catch (...) {
    return 0;
}

std::size_t HttpExchange::on_header(char *, std::size_t size, std::size_t count, void *self) noexcept
{
    auto &transfer = *static_cast<HttpExchange *>(self);
    transfer.header_bytes_ += size * count;
    if (transfer.header_bytes_ <= max_header_bytes) return size * count;
    transfer.too_large_ = true;
    return 0;
}

bool HttpExchange::spoke_http1() const noexcept
{
    long version = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_VERSION, &version);
    return version == CURL_HTTP_VERSION_1_0 || version == CURL_HTTP_VERSION_1_1;
}

HttpResponse HttpExchange::finish(CURLcode code)
{
    long status = 0;
    long request_bytes = 0;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy_.get(), CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &retry_after);

    HttpResponse response;
    response.curl_code = static_cast<int>(code);
    response.status = static_cast<int>(status);
    response.body = std::move(body_);
    response.too_large = too_large_;
    response.sent = request_bytes > 0;
    response.private_address = code != CURLE_OK && refused_address_ && !took_address_;
    response.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
    if (retry_after > 0) response.retry_after = std::chrono::seconds(retry_after);
    if (too_large_)
        response.error = "the reply is larger than " + std::to_string(request_.max_response_bytes) + " bytes";
    else if (code != CURLE_OK)
        response.error = error_.front() != '\0' ? error_.data() : curl_easy_strerror(code);
    return response;
}

EasyHandle HttpExchange::release() noexcept
{
    curl_easy_reset(easy_.get());
    return std::move(easy_);
}

}  // namespace automation::net
