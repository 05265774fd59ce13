/* base64.hpp — bytes as text: RFC 4648's base64, its form for URLs, and hexadecimal. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

/** With padding, as Basic authentication wants it. */
[[nodiscard]] std::string base64(std::string_view bytes);
/** With - and _, without padding: may stand anywhere in a URL. */
[[nodiscard]] std::string base64url(std::string_view bytes);
/** The bytes of either form; none if a character is not of its alphabet or the length is impossible. Padding may be
 *  absent from the first form and is invalid in the second; unused bits at the end may have any value. */
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);
/** Lower case. */
[[nodiscard]] std::string hex(std::string_view bytes);

}  // namespace automation::core
