/* multi_loop.hpp — libcurl's multi handle, its sockets behind one epoll descriptor, its timer as a deadline.
 *
 * Knows nothing of what is transferred: that is exchanges.hpp. All signals are blocked by whoever calls.
 */
#pragma once
#include "net/curl_handle.hpp"
#include "net/poll_set.hpp"

#include <chrono>
#include <optional>
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

    void act_on_ready() noexcept;
    void act_if_due() noexcept;

    struct Done {
        CURL *transfer;
        CURLcode code;
    };
    /** A transfer that has ended and was not told of yet. It is still to be removed. */
    [[nodiscard]] std::optional<Done> next_done() noexcept;

    /** Handles that are used again, without option or pointer of the transfer before. */
    [[nodiscard]] EasyHandle handle_from_pool();
    void back_to_pool(EasyHandle handle) noexcept;

 private:
    static int on_socket(CURL *, curl_socket_t socket, int what, void *self, void *) noexcept;
    static int on_timer(CURLM *, long milliseconds, void *self) noexcept;
    void act(curl_socket_t socket, int events) noexcept;

    PollSet sockets_;
    std::optional<Clock::time_point> deadline_;
    MultiHandle multi_;
    std::vector<EasyHandle> pool_;
};

}  // namespace automation::net
