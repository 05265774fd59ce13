/* smtp_outcome.hpp — what came of an attempt to deliver by SMTP: whose fault it was, and whether to try again.
 *
 * The CURLcode comes first; then how far the dialogue had come; then the server's last reply. Where the whole text was
 * sent and no reply came, the server may have taken it: that is `unknown`, never a failure.
 */
#pragma once
#include "channels/common/delivery.hpp"

#include <string>
#include <string_view>

namespace automation::channels {

struct SmtpAnswer {
    /** What the last command was about. */
    enum class Stage { connecting, ehlo, sender, recipient, text };

    int curl_code = 0;
    int reply = 0;                ///< the last reply's code
    std::string_view reply_text;  ///< with its code or without
    Stage stage = Stage::connecting;
    bool data_sent = false;  ///< all of it, so that the end may have reached the server
};

[[nodiscard]] SendOutcome smtp_outcome(SmtpAnswer const &answer);

/** "5.1.1" at the front of a reply's text (behind the code, if that is there); empty: none (RFC 3463). */
[[nodiscard]] std::string_view enhanced_code(std::string_view reply_text) noexcept;

/** The name that the server gave to the message it took: what stands behind "queued as" or "id=", else its words. */
[[nodiscard]] std::string smtp_message_id(std::string_view reply_text);

}  // namespace automation::channels
