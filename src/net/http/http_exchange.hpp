/* http_exchange.hpp — one HTTP exchange on one libcurl handle: its options, its buffers, its outcome.
 *
 * Stays where it is in memory while libcurl works on it: the handle points back here.
 */
#pragma once
#include "net/curl_handle.hpp"
#include "net/http/http_message.hpp"
#include "net/request_id.hpp"

#include <array>
#include <chrono>
#include <cstddef>

namespace automation::net {

class HttpExchange {
 public:
    using Clock = std::chrono::steady_clock;

    /** Sets all options; `easy` is fresh or reset. Throws std::invalid_argument for what cannot be sent. */
    HttpExchange(RequestId request_id, HttpRequest request, EasyHandle easy);
    HttpExchange(HttpExchange const &) = delete;
    HttpExchange &operator=(HttpExchange const &) = delete;

    [[nodiscard]] RequestId request_id() const noexcept { return request_id_; }
    [[nodiscard]] CURL *handle() const noexcept { return easy_.get(); }
    /** When it is over in any case. libcurl's own limit does not run while a request waits for a connection. */
    [[nodiscard]] Clock::time_point expires() const noexcept { return started_ + request_.timeout + grace; }
    /** The transfer that a handle belongs to. */
    [[nodiscard]] static HttpExchange &of(CURL *handle) noexcept;

    [[nodiscard]] bool plain_http() const noexcept;
    [[nodiscard]] bool refuses_private_addresses() const noexcept { return request_.refuse_private_addresses; }
    /** True when the server answered in HTTP/1.x, where a connection carries one request at a time. */
    [[nodiscard]] bool spoke_http1() const noexcept;
    /** The outcome, once libcurl is done; leaves the buffers empty. */
    [[nodiscard]] HttpResponse finish(CURLcode code);
    /** Gives the handle back for the next transfer, with no option or pointer of this one left in it. */
    [[nodiscard]] EasyHandle release() noexcept;

 private:
    static constexpr std::chrono::milliseconds grace{20};  // libcurl's own limit comes first and says more

    static std::size_t on_body(char *data, std::size_t size, std::size_t count, void *self) noexcept;
    static std::size_t on_header(char *data, std::size_t size, std::size_t count, void *self) noexcept;
    static curl_socket_t open_public_socket(void *self, curlsocktype purpose, curl_sockaddr *address) noexcept;
    static int before_request(void *self, char *server, char *local, int server_port, int local_port) noexcept;
    static std::size_t read_body(char *to, std::size_t size, std::size_t count, void *self) noexcept;
    static int refuse_to_begin_again(void *self, curl_off_t offset, int origin) noexcept;
    void set_request();
    void set_body();
    void set_limits();
    void set_security();

    RequestId request_id_;
    Clock::time_point started_ = Clock::now();
    HttpRequest request_;
    HeaderLines header_lines_;
    std::size_t body_read_ = 0;
    std::string body_;
    std::size_t header_bytes_ = 0;
    bool too_large_ = false;
    bool refused_address_ = false;
    bool took_address_ = false;
    std::array<char, CURL_ERROR_SIZE> error_{};
    EasyHandle easy_;  // last: it points into the members above and goes first
};

}  // namespace automation::net
