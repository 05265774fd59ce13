/* mail_header.hpp — header fields of a mail: whatever text they hold, each stays one field of seven-bit lines.
 *
 * Line breaks, NUL and other control characters in a value become a blank or vanish, so that no value adds a field.
 */
#pragma once
#include "core/base/types.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace automation::channels {

/** Who a mail is from or to. */
struct Mailbox {
    std::string address;  ///< as on the wire, see mail_address()
    std::string name;     ///< any text; empty: only the address
};

/** The value as a header can hold it: valid UTF-8 on one line, without blanks at its ends, at most `most` characters.
 */
[[nodiscard]] std::string header_text(std::string_view value, std::size_t most = 900);

/** "Subject: ...": folded at blanks, or in encoded words (RFC 2047) where the text is not plain ASCII. With CRLF. */
[[nodiscard]] std::string text_field(std::string_view name, std::string_view value);
/** "To: Ann Lee <ann@example.com>", the name in quotes or encoded words where it must be. With CRLF. */
[[nodiscard]] std::string address_field(std::string_view name, Mailbox const &mailbox);
/** Pieces that stay whole, a comma between them, each on a line of its own. With CRLF. */
[[nodiscard]] std::string list_field(std::string_view name, std::vector<std::string> const &pieces);

/** "Sat, 22 Nov 2025 09:05:00 +0000", whatever the locale. */
[[nodiscard]] std::string mail_date(core::Instant moment);

}  // namespace automation::channels
