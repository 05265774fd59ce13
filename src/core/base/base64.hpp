/* base64.hpp — bytes as text: RFC 4648's base64, its form for URLs, and hexadecimal. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** With padding, as Basic authentication wants it. */
[[nodiscard]] std::string base64(std::string_view bytes);
/** With - and _, without padding: may stand anywhere in a URL. */
[[nodiscard]] std::string base64url(std::string_view bytes);
/** Lower case. */
[[nodiscard]] std::string hex(std::string_view bytes);

}  // namespace automation::core
