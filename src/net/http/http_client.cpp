#include "net/http/http_client.hpp"

#include <algorithm>
#include <stdexcept>

#include "net/signals_blocked.hpp"

namespace automation::net {

namespace {

HttpResponse refused(CURLcode code, char const *why)
{
    HttpResponse response;
    response.curl_code = static_cast<int>(code);
    response.error = why;
    return response;
}

}  // namespace

HttpClient::HttpClient(ConnectionLimits limits) : limits_(limits)
{
    CURLM *const multi = loop_.handle();
    curl_multi_setopt(multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, std::max(limits_.http1, limits_.http2));
    allow_connections(limits_.http2);
}

HttpClient::~HttpClient()
{
    cancel_all();
}

void HttpClient::submit(RequestId request_id, HttpRequest request)
{
    if (transfers_.contains(request_id)) throw std::logic_error("an HTTP request id was used twice");
    SignalsBlocked const quiet;
    try {
        start(request_id, std::move(request));
    } catch (std::invalid_argument const &error) {
        finished_.emplace_back(request_id, refused(CURLE_BAD_FUNCTION_ARGUMENT, error.what()));
    }
}

void HttpClient::start(RequestId request_id, HttpRequest request)
{
    auto owned = std::make_unique<HttpExchange>(request_id, std::move(request), loop_.handle_from_pool());
    HttpExchange &transfer = *owned;
    keep_apart(transfer);
    if (transfer.plain_http()) allow_connections(limits_.http1);
    transfers_.emplace(request_id, std::move(owned));
    expiries_.emplace(transfer.expires(), request_id);
    CURLMcode const code = loop_.add(transfer.handle());
    if (code == CURLM_OK) return;
    stop(transfer);
    finished_.emplace_back(request_id, refused(CURLE_OUT_OF_MEMORY, curl_multi_strerror(code)));
}

void HttpClient::keep_apart(HttpExchange const &transfer)
{
    if (refuses_private_.value_or(transfer.refuses_private_addresses()) != transfer.refuses_private_addresses())
        throw std::logic_error("requests with and without address checks require separate clients");
    refuses_private_ = transfer.refuses_private_addresses();
}

void HttpClient::cancel(RequestId request_id) noexcept
{
    std::erase_if(finished_, [request_id](auto const &entry) { return entry.first == request_id; });
    auto const found = transfers_.find(request_id);
    if (found == transfers_.end()) return;
    SignalsBlocked const quiet;
    stop(*found->second);
}

void HttpClient::cancel_all() noexcept
{
    SignalsBlocked const quiet;
    while (!transfers_.empty())
        stop(*transfers_.begin()->second);
    finished_.clear();
}

std::optional<std::chrono::milliseconds> HttpClient::timeout() const noexcept
{
    using std::chrono::milliseconds;
    if (!finished_.empty()) return milliseconds(0);
    auto next = loop_.deadline();
    if (!expiries_.empty()) next = std::min(next.value_or(Clock::time_point::max()), expiries_.begin()->first);
    if (!next) return std::nullopt;
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*next - Clock::now()));
}

void HttpClient::on_ready()
{
    SignalsBlocked const quiet;
    loop_.act_on_ready();
    loop_.act_if_due();
    collect();
    expire();
}

void HttpClient::on_timeout()
{
    SignalsBlocked const quiet;
    loop_.act_if_due();
    collect();
    expire();
}

std::vector<std::pair<RequestId, HttpResponse>> HttpClient::drain_results() noexcept
{
    return std::exchange(finished_, {});
}

void HttpClient::collect()
{
    while (auto const done = loop_.next_done()) {
        HttpExchange &transfer = HttpExchange::of(done->transfer);
        if (transfer.spoke_http1()) allow_connections(limits_.http1);
        finish(transfer, done->code);
    }
}

/** Ends what still waits for a connection when its time is over. */
void HttpClient::expire()
{
    auto const now = Clock::now();
    while (!expiries_.empty() && expiries_.begin()->first <= now)
        finish(*transfers_.at(expiries_.begin()->second), CURLE_OPERATION_TIMEDOUT);
}

void HttpClient::finish(HttpExchange &transfer, CURLcode code)
{
    finished_.emplace_back(transfer.request_id(), transfer.finish(code));
    stop(transfer);
}

/** Takes it from libcurl and destroys it. */
void HttpClient::stop(HttpExchange &transfer) noexcept
{
    loop_.remove(transfer.handle());
    loop_.back_to_pool(transfer.release());
    expiries_.erase({transfer.expires(), transfer.request_id()});
    transfers_.erase(transfer.request_id());
}

void HttpClient::allow_connections(long number) noexcept
{
    curl_multi_setopt(loop_.handle(), CURLMOPT_MAX_HOST_CONNECTIONS, number);
}

}  // namespace automation::net
