/* mail_client.hpp — many mails on their way to SMTP servers at once, none of which is ever waited for in here.
 *
 * The caller waits: until descriptor() is readable, then on_ready(); or until timeout() has passed, then on_timeout().
 * Both only do what can be done at once. One process, one thread; all signals are blocked inside the calls. SIGPIPE
 * must be ignored, as a PostgreSQL server does: OpenSSL writes to connections that the other side has closed.
 */
#pragma once
#include "net/smtp/mail_session.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace automation::net {

class MailClient {
 public:
    /** Calls start_curl(). Throws std::runtime_error or std::system_error. */
    MailClient();
    ~MailClient();
    MailClient(MailClient const &) = delete;
    MailClient &operator=(MailClient const &) = delete;

    /** Starts a mail, or has it wait for one of the server's connections. What cannot be sent becomes a finished
     *  response with a curl_code. Throws std::logic_error when the request_id is in flight already. */
    void submit(RequestId request_id, MailRequest request);
    /** Forgets a mail, finished or not; an unknown request_id is none of our business. What is half sent never arrives.
     */
    void cancel(RequestId request_id) noexcept;
    void cancel_all() noexcept;

    /** Close-on-exec; readable when on_ready() has something to do. */
    [[nodiscard]] int descriptor() const noexcept { return loop_.descriptor(); }
    /** How long to wait at most before on_timeout(); none: only for the descriptor. */
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const noexcept;
    void on_ready();
    void on_timeout();

    /** What is finished since the last call, in the order it finished. */
    [[nodiscard]] std::vector<std::pair<RequestId, MailResponse>> drain_results() noexcept;
    /** Mails submitted and not finished. */
    [[nodiscard]] std::size_t in_flight() const noexcept { return request_ids_.size(); }

 private:
    using Clock = MultiLoop::Clock;

    struct Waiting {
        RequestId request_id{};
        Clock::time_point expires;
        MailRequest request;
    };
    /** What one user sends over one server. */
    struct ServerQueue {
        std::deque<Waiting> waiting;
        std::vector<std::unique_ptr<MailSession>> sessions;
    };

    void finalize();
    void read_ready();
    void expire();
    [[nodiscard]] bool advance(ServerQueue &queue);
    void serve(ServerQueue &queue);
    [[nodiscard]] MailSession *session_for(ServerQueue &queue, MailServer const &server);
    void finish(RequestId request_id, MailResponse response);

    MultiLoop loop_;
    std::map<std::string, ServerQueue> queues_;
    std::unordered_set<RequestId> request_ids_;
    std::vector<std::pair<RequestId, MailResponse>> finished_;
};

}  // namespace automation::net
