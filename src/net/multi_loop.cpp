#include "net/multi_loop.hpp"

#include <utility>

#include "net/signals_blocked.hpp"

namespace automation::net {

namespace {

constexpr std::size_t max_pooled = 256;

MultiHandle start_multi()
{
    start_curl();
    return make_multi();
}

}  // namespace

MultiLoop::MultiLoop() : multi_(start_multi())
{
    CURLM *const multi = multi_.get();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &MultiLoop::on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &MultiLoop::on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
}

MultiLoop::~MultiLoop()
{
    SignalsBlocked const quiet;
    pool_.clear();
    multi_.reset();
}

void MultiLoop::act_on_ready()
{
    for (bool more = true; more;) {
        auto const events = sockets_.ready();
        for (epoll_event const &event : events) {
            if (own_.contains(event.data.fd)) {
                ready_.push_back(event.data.fd);
                continue;
            }
            int const what = ((event.events & EPOLLIN) != 0U ? CURL_CSELECT_IN : 0) |
                             ((event.events & EPOLLOUT) != 0U ? CURL_CSELECT_OUT : 0) |
                             ((event.events & (EPOLLERR | EPOLLHUP)) != 0U ? CURL_CSELECT_ERR : 0);
            act(event.data.fd, what);
        }
        more = events.size() == EpollSet::room && ready_.empty();  // the caller's stay ready until it has read
    }
}

/** libcurl sets the next deadline, if there is one, from within the action. */
void MultiLoop::act_if_due() noexcept
{
    if (!deadline_ || Clock::now() < *deadline_) return;
    deadline_.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
}

std::optional<MultiLoop::Done> MultiLoop::next_done() noexcept
{
    int left = 0;
    while (CURLMsg const *message = curl_multi_info_read(multi_.get(), &left)) {
        // the message is gone once the handle is removed
        if (message->msg == CURLMSG_DONE) return Done{message->easy_handle, message->data.result};
    }
    return std::nullopt;
}

int MultiLoop::on_socket(CURL *, curl_socket_t socket, int what, void *self, void *) noexcept
{
    auto &sockets = static_cast<MultiLoop *>(self)->sockets_;
    if (what == CURL_POLL_REMOVE) {
        sockets.forget(socket);
        return 0;
    }
    // A socket that the kernel will not watch ends by its time-out; reporting it would kill the multi handle for all.
    static_cast<void>(sockets.watch(socket, (what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0));
    return 0;
}

int MultiLoop::on_timer(CURLM *, long milliseconds, void *self) noexcept
{
    auto &deadline = static_cast<MultiLoop *>(self)->deadline_;
    if (milliseconds < 0)
        deadline.reset();
    else
        deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
    return 0;
}

void MultiLoop::act(curl_socket_t socket, int events) noexcept
{
    int running = 0;
    curl_multi_socket_action(multi_.get(), socket, events, &running);
}

bool MultiLoop::watch(int socket, bool writable)
{
    own_.insert(socket);
    return sockets_.watch(socket, true, writable);
}

void MultiLoop::forget(int socket) noexcept
{
    if (own_.erase(socket) > 0) sockets_.forget(socket);
}

EasyHandle MultiLoop::handle_from_pool()
{
    if (pool_.empty()) return make_easy();
    EasyHandle handle = std::move(pool_.back());
    pool_.pop_back();
    return handle;
}

void MultiLoop::back_to_pool(EasyHandle handle) noexcept
try {
    if (pool_.size() < max_pooled) pool_.push_back(std::move(handle));
} catch (...) {
    // no memory for the pool: the handle is closed instead
}

}  // namespace automation::net
