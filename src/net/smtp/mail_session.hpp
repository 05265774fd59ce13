/* mail_session.hpp — a connection to a mail server, over which one mail after the other goes.
 *
 * libcurl connects, encrypts, greets and logs in; then the dialogue is ours. Left to libcurl, it would wait inside a
 * call for the reply to each text, and a transfer that is taken away would end the text as if it were whole.
 */
#pragma once
#include "net/smtp/mail_message.hpp"
#include "net/multi_loop.hpp"
#include "net/smtp/smtp_client.hpp"
#include "net/smtp/smtp_reply.hpp"
#include "net/request_id.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace automation::net {

class MailSession {
 public:
    using Clock = MultiLoop::Clock;

    /** Begins to connect. Throws std::runtime_error. */
    MailSession(MultiLoop &loop, MailServer const &server);
    /** Hangs up at once: with a QUIT where no mail is under way, but without waiting for the answer. */
    ~MailSession();
    MailSession(MailSession const &) = delete;
    MailSession &operator=(MailSession const &) = delete;

    /** The session that a handle belongs to. */
    [[nodiscard]] static MailSession &of(CURL *handle) noexcept;
    /** -1 while libcurl still connects. */
    [[nodiscard]] int socket() const noexcept { return socket_; }

    /** Gives it a mail, which it sends as soon as it is connected. */
    void take(RequestId request_id, MailRequest request, Clock::time_point expires);
    /** libcurl has connected, or not. */
    void connected(CURLcode code);
    void on_ready();
    /** Gives up what is under way, and the connection. */
    void expire();

    [[nodiscard]] bool is_free() const noexcept { return !job_ && !closed_; }
    /** Looks whether the server has hung up meanwhile. */
    [[nodiscard]] bool is_open();
    [[nodiscard]] bool has_finished() const noexcept { return finished_.has_value(); }
    [[nodiscard]] bool closed() const noexcept { return closed_; }
    [[nodiscard]] std::optional<RequestId> request_id() const noexcept;
    /** When expire() is due: of its mail, or, without one, of its idleness. */
    [[nodiscard]] Clock::time_point deadline() const noexcept;
    /** The mail that is done, if there is one. */
    [[nodiscard]] std::optional<std::pair<RequestId, MailResponse>> drain_results() noexcept
    {
        return std::exchange(finished_, std::nullopt);
    }

 private:
    struct Job {
        RequestId request_id;
        Clock::time_point begun, expires;
        SmtpClient dialogue;
    };

    static std::size_t on_line(char *data, std::size_t size, std::size_t count, void *self) noexcept;
    void set_server(MailServer const &server);
    void set_limits(MailServer const &server);
    void note_greeting(std::string_view line);
    void start_job();
    void say(std::string text);
    void flush();
    void read();
    void take_lines();
    void take_line(std::string_view line);
    void give_up(int curl_code);
    void finish(MailResponse response);
    void watch();

    MultiLoop &loop_;
    std::array<char, CURL_ERROR_SIZE> error_{};
    EasyHandle easy_;
    int socket_ = -1;
    bool connected_ = false;
    bool closed_ = false;
    bool broken_ = false;         // nothing more is to be said
    bool reset_ = false;          // a mail was refused half way
    bool supports_size_ = false;  // the server has announced SIZE
    bool greeted_ = false;
    int mails_ = 0;
    Clock::time_point idle_since_ = Clock::now();
    SmtpReply greeting_;
    std::size_t greeting_bytes_ = 0;
    std::string in_;
    std::string out_;
    std::size_t sent_ = 0;  // of out_
    std::optional<Job> job_;
    std::optional<std::pair<RequestId, MailResponse>> finished_;
};

}  // namespace automation::net
