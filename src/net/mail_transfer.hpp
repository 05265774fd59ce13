/* mail_transfer.hpp — one mail on one libcurl handle: its options, what is read of it, what the server replied.
 *
 * Stays where it is in memory while libcurl works on it: the handle points back here. How far the dialogue came is read
 * off our own commands as they go out: libcurl's code alone does not tell a lost mail from a doubtful one.
 */
#pragma once
#include "net/curl_handle.hpp"
#include "net/mail_message.hpp"
#include "net/ticket.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace automation::net {

class MailTransfer {
 public:
    using Request = MailRequest;
    using Response = MailResponse;
    using Clock = std::chrono::steady_clock;

    /** Sets all options; `easy` is fresh or reset. Throws std::invalid_argument for what cannot be sent. */
    MailTransfer(Ticket ticket, MailRequest request, EasyHandle easy);
    MailTransfer(MailTransfer const &) = delete;
    MailTransfer &operator=(MailTransfer const &) = delete;

    [[nodiscard]] Ticket ticket() const noexcept { return ticket_; }
    [[nodiscard]] CURL *handle() const noexcept { return easy_.get(); }
    [[nodiscard]] MailServer const &server() const noexcept { return request_.server; }
    /** When it is over in any case. libcurl's own limit does not run while a request waits for a connection. */
    [[nodiscard]] Clock::time_point expires() const noexcept { return started_ + request_.server.timeout + grace; }
    /** The transfer that a handle belongs to. */
    [[nodiscard]] static MailTransfer &of(CURL *handle) noexcept;

    /** Makes it open a connection of its own. */
    void use_new_connection();
    /** The outcome, once libcurl is done. */
    [[nodiscard]] MailResponse finish(CURLcode code);
    /** Gives the handle back for the next transfer, with no option or pointer of this one left in it. */
    [[nodiscard]] EasyHandle release() noexcept;

 private:
    using Stage = MailResponse::Stage;
    static constexpr std::chrono::milliseconds grace{20};  // libcurl's own limit comes first and says more

    static std::size_t on_read(char *room, std::size_t size, std::size_t count, void *self) noexcept;
    static int on_seek(void *self, curl_off_t offset, int origin) noexcept;
    static std::size_t on_reply(char *data, std::size_t size, std::size_t count, void *self) noexcept;
    static int on_command(CURL *, curl_infotype what, char *data, std::size_t size, void *self) noexcept;
    void set_envelope();
    void set_server();
    void set_text();
    void set_limits();
    void note_reply(std::string_view line);
    void note_command(std::string_view command) noexcept;

    Ticket ticket_;
    Clock::time_point started_ = Clock::now();
    MailRequest request_;
    HeaderLines recipients_;
    std::size_t read_ = 0;
    std::size_t reply_bytes_ = 0;
    int reply_ = 0;
    bool reply_goes_on_ = false;
    std::string reply_text_;
    Stage stage_ = Stage::connecting;
    std::array<char, CURL_ERROR_SIZE> error_{};
    EasyHandle easy_;  // last: it points into the members above and goes first
};

}  // namespace automation::net
