/* reply_text.hpp — what a person wrote in a mail: without what it answers to, and without the signature.
 *
 * Quotes ("> "), the lines that introduce them, the blocks of fields that Outlook writes, dividers, "Sent from my …",
 * signatures and legal notices are left out, in HTML bodies too.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core::inbound {

struct MailReply {
    std::string text;       ///< the reply itself, lines kept
    std::string signature;  ///< the lines behind it that look like a name, a function and an address
};

/** The reply in the body of a mail. */
[[nodiscard]] MailReply find_reply(std::string_view body);

/** The body of a mail as text, as long as it is read at all: HTML becomes text, nothing else is left out. */
[[nodiscard]] std::string mail_text(std::string_view body);

}  // namespace automation::core::inbound
