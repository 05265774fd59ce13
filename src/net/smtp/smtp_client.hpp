/* smtp_client.hpp — the commands that hand one mail to a server that has been greeted, and what is made of the
 * replies.
 *
 * Knows no socket: it is given lines, and says what to send next. One value a mail.
 */
#pragma once
#include "net/smtp/mail_message.hpp"
#include "net/smtp/smtp_reply.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace automation::net {

/** True when nothing in the request can end a command or the text before its end, or begin another. */
[[nodiscard]] bool fits_dialogue(MailRequest const &request) noexcept;

class SmtpClient {
 public:
    explicit SmtpClient(MailRequest request) : request_(std::move(request)) {}

    /** What is to be sent first. `reset`: a mail before this one was refused half way. `sizes`: the server wants to
     * know how large it is. */
    [[nodiscard]] std::string begin(bool reset, bool sizes);
    /** Takes a line of the server; returns what to send now. Empty: nothing, the reply goes on or all is said. */
    [[nodiscard]] std::string answer(std::string_view line);

    /** True once the server has accepted or refused the mail. */
    [[nodiscard]] bool over() const noexcept { return outcome_.has_value(); }
    /** The outcome; where it is not over, that of a connection which broke with that CURLcode. */
    [[nodiscard]] MailResponse response(int broken) const;
    /** True where the server expects more of this mail, which is not to come. */
    [[nodiscard]] bool needs_reset() const noexcept { return needs_reset_; }
    /** False where the connection is no good for another mail: the server hangs up, or we do not understand it. */
    [[nodiscard]] bool can_go_on() const noexcept;
    /** The text is the last thing that was returned: the caller says when all of it has left. */
    [[nodiscard]] bool awaits_text() const noexcept { return step_ == Step::end; }
    void text_left() noexcept { data_sent_ = true; }

 private:
    enum class Step { reset, sender, recipient, data, end };

    [[nodiscard]] std::string next();
    [[nodiscard]] std::string sender_command();

    MailRequest request_;
    bool supports_size_ = false;
    Step step_ = Step::sender;
    SmtpReply reply_;
    bool needs_reset_ = false;
    bool data_sent_ = false;
    std::optional<int> outcome_;  // CURLcode
};

}  // namespace automation::net
