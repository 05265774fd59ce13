#include "net/http_client.hpp"

#include <algorithm>
#include <stdexcept>

#include "net/signals_blocked.hpp"

namespace automation::net {

namespace {

constexpr std::size_t max_pooled = 256;

MultiHandle start_multi()
{
    start_curl();
    return make_multi();
}

HttpResponse refused(CURLcode code, char const *why)
{
    HttpResponse response;
    response.curl_code = static_cast<int>(code);
    response.error = why;
    return response;
}

}  // namespace

HttpClient::HttpClient(ConnectionLimits limits) : limits_(limits), multi_(start_multi())
{
    CURLM *const multi = multi_.get();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &HttpClient::on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &HttpClient::on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, std::max(limits_.http1, limits_.http2));
    allow_connections(limits_.http2);
}

HttpClient::~HttpClient()
{
    cancel_all();
    SignalsBlocked const quiet;
    pool_.clear();
    multi_.reset();
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
    auto owned = std::make_unique<Transfer>(ticket, std::move(request), handle_from_pool());
    Transfer &transfer = *owned;
    keep_apart(transfer);
    if (transfer.plain_http()) allow_connections(limits_.http1);
    transfers_.emplace(ticket, std::move(owned));
    expiries_.emplace(transfer.expires(), ticket);
    CURLMcode const code = curl_multi_add_handle(multi_.get(), transfer.handle());
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
    if (!deadline_ && expiries_.empty()) return std::nullopt;
    auto next = Clock::time_point::max();
    if (deadline_) next = *deadline_;
    if (!expiries_.empty()) next = std::min(next, expiries_.begin()->first);
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(next - Clock::now()));
}

void HttpClient::on_ready()
{
    SignalsBlocked const quiet;
    for (bool more = true; more;) {
        auto const events = sockets_.ready();
        for (epoll_event const &event : events) {
            int const what = ((event.events & EPOLLIN) != 0U ? CURL_CSELECT_IN : 0) |
                             ((event.events & EPOLLOUT) != 0U ? CURL_CSELECT_OUT : 0) |
                             ((event.events & (EPOLLERR | EPOLLHUP)) != 0U ? CURL_CSELECT_ERR : 0);
            act(event.data.fd, what);
        }
        more = events.size() == PollSet::room;
    }
    act_if_due();
    collect();
    expire();
}

void HttpClient::on_timeout()
{
    SignalsBlocked const quiet;
    act_if_due();
    collect();
    expire();
}

std::vector<std::pair<Ticket, HttpResponse>> HttpClient::take_finished() noexcept
{
    return std::exchange(finished_, {});
}

int HttpClient::on_socket(CURL *, curl_socket_t socket, int what, void *self, void *) noexcept
{
    auto &sockets = static_cast<HttpClient *>(self)->sockets_;
    if (what == CURL_POLL_REMOVE) {
        sockets.forget(socket);
        return 0;
    }
    // A socket that the kernel will not watch ends by its time-out; reporting it would kill the multi handle for all.
    static_cast<void>(sockets.watch(socket, (what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0));
    return 0;
}

int HttpClient::on_timer(CURLM *, long milliseconds, void *self) noexcept
{
    auto &deadline = static_cast<HttpClient *>(self)->deadline_;
    if (milliseconds < 0)
        deadline.reset();
    else
        deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
    return 0;
}

void HttpClient::act(curl_socket_t socket, int events) noexcept
{
    int running = 0;
    curl_multi_socket_action(multi_.get(), socket, events, &running);
}

/** libcurl sets the next deadline, if there is one, from within the action. */
void HttpClient::act_if_due() noexcept
{
    if (!deadline_ || Clock::now() < *deadline_) return;
    deadline_.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
}

void HttpClient::collect()
{
    int left = 0;
    while (CURLMsg const *message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURLcode const code = message->data.result;  // the message is gone once the handle is removed
        Transfer &transfer = Transfer::of(message->easy_handle);
        if (transfer.spoke_http1()) allow_connections(limits_.http1);
        finish(transfer, code);
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
    curl_multi_remove_handle(multi_.get(), transfer.handle());
    back_to_pool(transfer.release());
    expiries_.erase({transfer.expires(), transfer.ticket()});
    transfers_.erase(transfer.ticket());
}

void HttpClient::allow_connections(long number) noexcept
{
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, number);
}

EasyHandle HttpClient::handle_from_pool()
{
    if (pool_.empty()) return make_easy();
    EasyHandle handle = std::move(pool_.back());
    pool_.pop_back();
    return handle;
}

void HttpClient::back_to_pool(EasyHandle handle) noexcept
try {
    if (pool_.size() < max_pooled) pool_.push_back(std::move(handle));
} catch (...) {
    // no memory for the pool: the handle is closed instead
}

}  // namespace automation::net
