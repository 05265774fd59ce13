/* mail_charset.hpp — text of a mail as UTF-8, whatever charset it says it has. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core::mail {

/** Valid UTF-8 without NUL, lines ended by \n. An unknown charset is read as UTF-8 where the bytes are, else as
 *  windows-1252, which clients also send as us-ascii and iso-8859-1; bytes that the charset has not are left out. */
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view charset);

/** The paragraphs of a text with format=flowed (RFC 3676), whose lines a client has wrapped. */
[[nodiscard]] std::string unwrapped(std::string_view text, bool delete_space);

}  // namespace automation::core::mail
