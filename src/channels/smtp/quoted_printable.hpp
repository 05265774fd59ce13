/* quoted_printable.hpp — a text as RFC 2045 quoted-printable: seven bits, lines of 76 characters at most.
 *
 * No line begins with a dot or "From ", so that nothing on the way has a reason to touch it.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::channels {

/** `text` has its line ends as \n; each becomes CRLF, and the last line gets one if it has none. */
[[nodiscard]] std::string quoted_printable(std::string_view text);

}  // namespace automation::channels
