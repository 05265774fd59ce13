/* http_client.hpp — many HTTP exchanges at once, none of which is ever waited for in here.
 *
 * The caller waits: until descriptor() is readable, then on_ready(); or until timeout() has passed, then on_timeout().
 * Both only do what can be done at once. One process, one thread; all signals are blocked inside the calls.
 */
#pragma once
#include "net/http/http_message.hpp"
#include "net/multi_loop.hpp"
#include "net/http/http_exchange.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace automation::net {

/** How many connections one host may see. HTTP/2 carries a hundred requests on each; HTTP/1.1 one, so its number bounds
 *  the requests in flight and takes over as soon as a URL is plain http or a server answers in HTTP/1.x. */
struct ConnectionLimits {
    long http2 = 8;
    long http1 = 256;
};

class HttpClient {
 public:
    /** Calls start_curl(). Throws std::runtime_error or std::system_error. */
    explicit HttpClient(ConnectionLimits limits = {});
    ~HttpClient();
    HttpClient(HttpClient const &) = delete;
    HttpClient &operator=(HttpClient const &) = delete;

    /** Starts a request. What cannot be sent becomes a finished response with a curl_code.
     *  Throws std::logic_error when the request_id is in flight already, and for a request that refuses private
     * addresses in a client that has had others, or the other way round: they would share connections. */
    void submit(RequestId request_id, HttpRequest request);
    /** Forgets a request, finished or not; an unknown request_id is none of our business. */
    void cancel(RequestId request_id) noexcept;
    void cancel_all() noexcept;

    /** Close-on-exec; readable when on_ready() has something to do. */
    [[nodiscard]] int descriptor() const noexcept { return loop_.descriptor(); }
    /** How long to wait at most before on_timeout(); none: only for the descriptor. */
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const noexcept;
    void on_ready();
    void on_timeout();

    /** What is finished since the last call, in the order it finished. */
    [[nodiscard]] std::vector<std::pair<RequestId, HttpResponse>> drain_results() noexcept;
    /** Requests submitted and not finished. */
    [[nodiscard]] std::size_t in_flight() const noexcept { return transfers_.size(); }

 private:
    using Clock = HttpExchange::Clock;

    void collect();
    void expire();
    void start(RequestId request_id, HttpRequest request);
    void keep_apart(HttpExchange const &transfer);
    void finish(HttpExchange &transfer, CURLcode code);
    void stop(HttpExchange &transfer) noexcept;
    void allow_connections(long number) noexcept;

    ConnectionLimits limits_;
    std::optional<bool> refuses_private_;  ///< as the first request does
    MultiLoop loop_;
    std::unordered_map<RequestId, std::unique_ptr<HttpExchange>> transfers_;
    std::set<std::pair<Clock::time_point, RequestId>> expiries_;  // one for each of transfers_
    std::vector<std::pair<RequestId, HttpResponse>> finished_;
};

}  // namespace automation::net
