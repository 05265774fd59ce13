/* mime.hpp — writes a whole mail: headers, the text, and the same text as HTML.
 *
 * The same value gives the same bytes. Whatever its texts hold, headers and recipient stay what they are here.
 */
#pragma once
#include "channels/smtp/mail_header.hpp"

#include <string>
#include <vector>

namespace automation::channels {

struct Mail {
    Mailbox from;
    Mailbox to;
    Mailbox reply_to;  ///< no address: no such header
    std::string subject;
    std::string body;      ///< plain text, any line ends
    std::string language;  ///< BCP 47; empty or not well formed: unsaid
    core::Instant date;
    std::string key;                            ///< Message-ID and boundary are made of it
    std::vector<std::string> unsubscribe = {};  ///< URIs, ready for List-Unsubscribe
    bool one_click = false;                     ///< the first of them takes a POST (RFC 8058)
    std::string last_line = {};                 ///< set below the text, apart from it; may hold a link
    std::string last_line_language = {};        ///< BCP 47; empty: that of the mail
};

/** All of it, with CRLF at the end of each line, none of which is longer than 998 bytes where no address or URI is. */
[[nodiscard]] std::string write_mail(Mail const &mail);

/** `text` with its line ends as \n and without control characters but tabs; valid UTF-8. */
[[nodiscard]] std::string mail_text(std::string_view text);

}  // namespace automation::channels
