/* utf8.hpp — text as code points, for what must be judged by character: invisible ones above all.
 *
 * What a person cannot see can still steer a model, so it never goes into a prompt nor comes out of one unnoticed.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace automation::core {

/** Takes the first character off `rest`, which is not empty; a byte that is no UTF-8 counts as U+FFFD. */
[[nodiscard]] char32_t next_code_point(std::string_view &rest) noexcept;
void append_code_point(std::string &out, char32_t code);
/** From the form in which ICU gives texts; empty where it is no text. */
[[nodiscard]] std::string to_utf8(std::u16string_view text);
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

/** C0 and C1 controls and DEL; tab and line feed too. */
[[nodiscard]] constexpr bool is_control(char32_t code) noexcept
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

/** A letter, blank or variant without a shape of its own; not U+FE0E and U+FE0F, which emoji are written with. */
[[nodiscard]] constexpr bool is_filler(char32_t code) noexcept
{
    return code == 0x34F || code == 0x115F || code == 0x1160 || code == 0x17B4 || code == 0x17B5 || code == 0x2800 ||
           code == 0x3164 || code == 0xFFA0 || (code >= 0xFE00 && code <= 0xFE0D) ||
           (code >= 0x1D173 && code <= 0x1D17A);
}

/** Shows nothing and no honest text needs it: zero-width spaces, direction overrides, tag characters, soft hyphens. */
[[nodiscard]] constexpr bool is_hidden(char32_t code) noexcept
{
    return code == 0xAD || code == 0x180E || code == 0x200B || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || (code >= 0xFFF9 && code <= 0xFFFB) ||
           (code >= 0xE0000 && code <= 0xE0FFF) || is_filler(code);
}

/** Shows nothing, yet emoji, Persian or Hebrew are written with it. */
[[nodiscard]] constexpr bool is_joiner_or_mark(char32_t code) noexcept
{
    return code >= 0x200C && code <= 0x200F;
}

enum class Joiners { drop, keep };

/** Only what can be seen, in valid UTF-8, clipped to `most` characters: one line, blanks collapsed. */
[[nodiscard]] std::string visible_line(std::string_view text, std::size_t most, Joiners joiners = Joiners::drop);
/** The same with its lines kept, at most one empty line in a row. */
[[nodiscard]] std::string visible_text(std::string_view text, std::size_t most, Joiners joiners = Joiners::drop);

}  // namespace automation::core
