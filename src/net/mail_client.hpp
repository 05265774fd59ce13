/* mail_client.hpp — many mails on their way to SMTP servers at once, none of which is ever waited for in here.
 *
 * The caller waits: until descriptor() is readable, then on_ready(); or until timeout() has passed, then on_timeout().
 * Both only do what can be done at once. One process, one thread; all signals are blocked inside the calls. SIGPIPE
 * must be ignored, as a PostgreSQL server does: OpenSSL writes to connections that the other side has closed.
 */
#pragma once
#include "net/mail_session.hpp"

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
     *  response with a curl_code. Throws std::logic_error when the ticket is in flight already. */
    void submit(Ticket ticket, MailRequest request);
    /** Forgets a mail, finished or not; an unknown ticket is none of our business. What is half sent never arrives. */
    void cancel(Ticket ticket) noexcept;
    void cancel_all() noexcept;
    /** Takes back a mail that still waits for a connection; false: it is on its way, or over. */
    [[nodiscard]] bool withdraw(Ticket ticket) noexcept;

    /** Close-on-exec; readable when on_ready() has something to do. */
    [[nodiscard]] int descriptor() const noexcept { return loop_.descriptor(); }
    /** How long to wait at most before on_timeout(); none: only for the descriptor. */
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const noexcept;
    void on_ready();
    void on_timeout();

    /** What is finished since the last call, in the order it finished. */
    [[nodiscard]] std::vector<std::pair<Ticket, MailResponse>> take_finished() noexcept;
    /** Mails submitted and not finished. */
    [[nodiscard]] std::size_t in_flight() const noexcept { return tickets_.size(); }

 private:
    using Clock = MultiLoop::Clock;

    struct Waiting {
        Ticket ticket{};
        Clock::time_point expires;
        MailRequest request;
    };
    /** What one user sends over one server. */
    struct Lane {
        std::deque<Waiting> waiting;
        std::vector<std::unique_ptr<MailSession>> sessions;
    };

    void settle();
    void read_ready();
    void expire();
    [[nodiscard]] bool advance(Lane &lane);
    void serve(Lane &lane);
    [[nodiscard]] MailSession *session_for(Lane &lane, MailServer const &server);
    void finish(Ticket ticket, MailResponse response);

    MultiLoop loop_;
    std::map<std::string, Lane> lanes_;
    std::unordered_set<Ticket> tickets_;
    std::vector<std::pair<Ticket, MailResponse>> finished_;
};

}  // namespace automation::net
