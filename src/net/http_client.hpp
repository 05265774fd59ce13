/* http_client.hpp — many HTTP exchanges at once, none of which is ever waited for in here.
 *
 * The caller waits: until descriptor() is readable, then on_ready(); or until timeout() has passed, then on_timeout().
 * Both only do what can be done at once. One process, one thread; all signals are blocked inside the calls.
 */
#pragma once
#include "net/exchanges.hpp"
#include "net/transfer.hpp"

#include <optional>

namespace automation::net {

/** How many connections one host may see. HTTP/2 carries a hundred requests on each; HTTP/1.1 one, so its number bounds
 *  the requests in flight and takes over as soon as a URL is plain http or a server answers in HTTP/1.x. */
struct ConnectionLimits {
    long http2 = 8;
    long http1 = 256;
};

class HttpClient final : public Exchanges<Transfer> {
 public:
    /** Calls start_curl(). Throws std::runtime_error or std::system_error. */
    explicit HttpClient(ConnectionLimits limits = {});

 private:
    void starting(Transfer &transfer) override;
    void done(Transfer &transfer) override;
    /** Throws std::logic_error for a request that refuses private addresses in a client that has had others, or the
     *  other way round: they would share connections. */
    void keep_apart(Transfer const &transfer);
    void allow_connections(long number) noexcept;

    ConnectionLimits limits_;
    std::optional<bool> refuses_private_;  ///< as the first request does
};

}  // namespace automation::net
