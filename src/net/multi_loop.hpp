/* multi_loop.hpp — libcurl's multi handle, its sockets behind one epoll descriptor, its timer as a deadline.
 *
 * Knows nothing of what is transferred. The caller blocks all signals.
 */
#pragma once
#include "net/curl_handle.hpp"
#include "net/epoll_set.hpp"

#include <chrono>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

namespace automation::net {

class MultiLoop {
 public:
    using Clock = std::chrono::steady_clock;

    /** Calls start_curl(). Throws std::runtime_error or std::system_error. */
    MultiLoop();
    ~MultiLoop();
    MultiLoop(MultiLoop const &) = delete;
    MultiLoop &operator=(MultiLoop const &) = delete;

    [[nodiscard]] int descriptor() const noexcept { return sockets_.descriptor(); }
    /** When act_if_due() has something to do. */
    [[nodiscard]] std::optional<Clock::time_point> deadline() const noexcept { return deadline_; }

    /** For settings of the multi handle. */
    [[nodiscard]] CURLM *handle() const noexcept { return multi_.get(); }
    [[nodiscard]] CURLMcode add(CURL *transfer) noexcept { return curl_multi_add_handle(multi_.get(), transfer); }
    void remove(CURL *transfer) noexcept { curl_multi_remove_handle(multi_.get(), transfer); }

    /** Lets libcurl do what can be done; what is ready of the caller's own sockets waits for take_ready(). */
    void act_on_ready();
    void act_if_due() noexcept;

    struct Done {
        CURL *transfer;
        CURLcode code;
    };
    /** A transfer that has ended and was not told of yet. It is still to be removed. */
    [[nodiscard]] std::optional<Done> next_done() noexcept;

    /** A socket that libcurl has handed over and does not watch any more. */
    [[nodiscard]] bool watch(int socket, bool writable);
    /** Before the socket is closed. */
    void forget(int socket) noexcept;
    [[nodiscard]] std::vector<int> take_ready() noexcept { return std::exchange(ready_, {}); }

    /** Handles that are used again, without option or pointer of the transfer before. */
    [[nodiscard]] EasyHandle handle_from_pool();
    void back_to_pool(EasyHandle handle) noexcept;

 private:
    static int on_socket(CURL *, curl_socket_t socket, int what, void *self, void *) noexcept;
    static int on_timer(CURLM *, long milliseconds, void *self) noexcept;
    void act(curl_socket_t socket, int events) noexcept;

    EpollSet sockets_;
    std::optional<Clock::time_point> deadline_;
    std::unordered_set<int> own_;  // the caller's sockets
    std::vector<int> ready_;
    MultiHandle multi_;
    std::vector<EasyHandle> pool_;
};

}  // namespace automation::net
