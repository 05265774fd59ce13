#include "net/http_client.hpp"

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

void HttpClient::submit(Ticket ticket, HttpRequest request)
{
    if (transfers_.contains(ticket)) throw std::logic_error("an HTTP ticket was used twice");
    SignalsBlocked const quiet;
    try {
        start(ticket, std::move(request));
    } catch (std::invalid_argument const &error) {
        finished_.emplace_back(ticket, refused(CURLE_BAD_FUNCTION_ARGUMENT, error.what()));
    }
}

void HttpClient::start(Ticket ticket, HttpRequest request)
{
    auto owned = std::make_unique<Transfer>(ticket, std::move(request), loop_.handle_from_pool());
    Transfer &transfer = *owned;
    keep_apart(transfer);
    if (transfer.plain_http()) allow_connections(limits_.http1);
    transfers_.emplace(ticket, std::move(owned));
    expiries_.emplace(transfer.expires(), ticket);
    CURLMcode const code = loop_.add(transfer.handle());
    if (code == CURLM_OK) return;
    stop(transfer);
    finished_.emplace_back(ticket, refused(CURLE_OUT_OF_MEMORY, curl_multi_strerror(code)));
}

void HttpClient::keep_apart(Transfer const &transfer)
{
    if (refuses_private_.value_or(transfer.refuses_private_addresses()) != transfer.refuses_private_addresses())
        throw std::logic_error("requests with and without a look at the address need clients of their own");
    refuses_private_ = transfer.refuses_private_addresses();
}

void HttpClient::cancel(Ticket ticket) noexcept
{
    std::erase_if(finished_, [ticket](auto const &entry) { return entry.first == ticket; });
    auto const found = transfers_.find(ticket);
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

std::vector<std::pair<Ticket, HttpResponse>> HttpClient::take_finished() noexcept
{
    return std::exchange(finished_, {});
}

void HttpClient::collect()
{
    while (auto const done = loop_.next_done()) {
        Transfer &transfer = Transfer::of(done->transfer);
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

void HttpClient::finish(Transfer &transfer, CURLcode code)
{
    finished_.emplace_back(transfer.ticket(), transfer.finish(code));
    stop(transfer);
}

/** Takes it from libcurl and destroys it. */
void HttpClient::stop(Transfer &transfer) noexcept
{
    loop_.remove(transfer.handle());
    loop_.back_to_pool(transfer.release());
    expiries_.erase({transfer.expires(), transfer.ticket()});
    transfers_.erase(transfer.ticket());
}

void HttpClient::allow_connections(long number) noexcept
{
    curl_multi_setopt(loop_.handle(), CURLMOPT_MAX_HOST_CONNECTIONS, number);
}

}  // namespace automation::net
