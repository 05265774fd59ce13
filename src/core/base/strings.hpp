/* strings.hpp — looking at text: UTF-8, blanks, addresses, and making a value safe to set into a line.
 *
 * Nothing here depends on the locale: bytes are UTF-8, case is ASCII's, so every server answers alike.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

/** Strict: no overlong form, no surrogate, nothing above U+10FFFF. */
[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;

/** Without white space at either end; Unicode's spaces, the zero-width one and the byte-order mark count. */
[[nodiscard]] std::string_view trim(std::string_view value) noexcept;
[[nodiscard]] bool is_blank(std::string_view value) noexcept;

/** The value, unless it is absent or blank. The view lives as long as `value`. */
[[nodiscard]] std::optional<std::string_view> nonblank(std::optional<std::string> const &value) noexcept;
std::optional<std::string_view> nonblank(std::optional<std::string> &&) = delete;

/** The first `code_points` characters. */
[[nodiscard]] std::string_view truncated(std::string_view value, std::size_t code_points) noexcept;
/** At most `bytes` bytes, never ending inside a character. */
[[nodiscard]] std::string_view clip_bytes(std::string_view value, std::size_t bytes) noexcept;

[[nodiscard]] std::string lower_ascii(std::string_view value);

enum class Lines { join, keep };

/** Appends `value` without control characters and without those that reverse the reading direction, so that it cannot
 *  add a header line or forge a layout. Line ends become a space, or \n where lines are kept. */
void append_clean(std::string &out, std::string_view value, Lines lines = Lines::join);
[[nodiscard]] std::string sanitized(std::string_view value, Lines lines = Lines::join);

/** A user's value as a message may show it (not std::quoted): in quotes, on one line, at most 80 characters. */
[[nodiscard]] std::string quote_value(std::string_view value);

/** local@domain in plain ASCII, as it may stand in an SMTP command: dot-atom, a domain of two labels or more. */
[[nodiscard]] bool looks_like_email(std::string_view address) noexcept;
/** +, then 7 to 15 digits, the first not 0 (ITU-T E.164). */
[[nodiscard]] bool is_e164(std::string_view number) noexcept;
/** The shape of a BCP 47 tag: "de", "pt-BR", "zh-Hant-TW". The registry is not asked. */
[[nodiscard]] bool well_formed_language(std::string_view tag) noexcept;

}  // namespace automation::core
