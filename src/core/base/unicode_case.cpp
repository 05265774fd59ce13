#include "core/base/unicode_case.hpp"

#include "core/base/utf8.hpp"

#include <array>
#include <cstdint>

namespace automation::core {
namespace {

/** Lower-case letters whose capitals lie `up` away. */
struct Shifted {
    char32_t first, last;
    std::int32_t up;
};
constexpr std::array<Shifted, 15> shifted{{{'a', 'z', -32},
                                           {0xE0, 0xF6, -32},
                                           {0xF8, 0xFE, -32},
                                           {0xFF, 0xFF, 121},
                                           {0x259, 0x259, -202},
                                           {0x3AC, 0x3AC, -38},
                                           {0x3AD, 0x3AF, -37},
                                           {0x3B1, 0x3C1, -32},
                                           {0x3C3, 0x3CB, -32},
                                           {0x3CC, 0x3CC, -64},
                                           {0x3CD, 0x3CE, -63},
                                           {0x430, 0x44F, -32},
                                           {0x450, 0x45F, -80},
                                           {0x561, 0x586, -48},
                                           {0xFF41, 0xFF5A, -32}}};

/** Stretches in which each capital is followed by its small letter. The first of a stretch is a capital. */
struct Paired {
    char32_t first, last;
};
constexpr std::array<Paired, 19> paired{{{0x100, 0x12F},
                                         {0x132, 0x137},
                                         {0x139, 0x148},
                                         {0x14A, 0x177},
                                         {0x179, 0x17E},
                                         {0x1A0, 0x1A1},
                                         {0x1AF, 0x1B0},
                                         {0x1CD, 0x1DC},
                                         {0x1DE, 0x1EF},
                                         {0x1F8, 0x21F},
                                         {0x222, 0x233},
                                         {0x246, 0x24F},
                                         {0x3D8, 0x3EF},
                                         {0x460, 0x481},
                                         {0x48A, 0x4BF},
                                         {0x4C1, 0x4CE},
                                         {0x4D0, 0x52F},
                                         {0x1E00, 0x1E95},
                                         {0x1EA0, 0x1EFF}}};

char32_t moved(char32_t code, std::int32_t by) noexcept
{
    return static_cast<char32_t>(static_cast<std::int32_t>(code) + by);
}

char32_t upper_of(char32_t code) noexcept
{
    if (code == 0x131) return 'I';    // the dotless i
    if (code == 0x17F) return 'S';    // the long s
    if (code == 0x3C2) return 0x3A3;  // the sigma that ends a word
    for (auto const &range : shifted)
        if (code >= range.first && code <= range.last) return moved(code, range.up);
    for (auto const &range : paired)
        if (code >= range.first && code <= range.last) return range.first + ((code - range.first) / 2) * 2;
    return code;
}

char32_t lower_of(char32_t code) noexcept
{
    if (code == 0x130) return 'i';  // the dotted I
    for (auto const &range : shifted)
        if (code >= moved(range.first, range.up) && code <= moved(range.last, range.up)) return moved(code, -range.up);
    for (auto const &range : paired)
        if (code >= range.first && code <= range.last) return range.first + ((code - range.first) / 2) * 2 + 1;
    return code;
}

void append_upper(std::string &out, char32_t code)
{
    if (code == 0xDF)
        out += "SS";
    else
        append_code_point(out, upper_of(code));
}

void append_lower(std::string &out, char32_t code)
{
    append_code_point(out, lower_of(code));
}

/** What a word is made of, as far as it matters where the next one begins. */
bool in_word(char32_t code) noexcept
{
    if (code < 0x80) return (code >= '0' && code <= '9') || code == '\'' || upper_of(code) != lower_of(code);
    bool const latin_sign =
        (code < 0xC0 && code != 0xAA && code != 0xB5 && code != 0xBA) || code == 0xD7 || code == 0xF7;
    bool const punctuation = code >= 0x2000 && code <= 0x206F && code != 0x2019 && !is_joiner_or_mark(code);
    return !latin_sign && !punctuation && !(code >= 0x3000 && code <= 0x3003);
}

template <class Append>
std::string each(std::string_view text, Append append)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty())
        append(out, next_code_point(text));
    return out;
}

}  // namespace

std::string to_upper(std::string_view text)
{
    return each(text, append_upper);
}

std::string to_lower(std::string_view text)
{
    return each(text, append_lower);
}

std::string to_title(std::string_view text)
{
    bool inside = false;
    return each(text, [&](std::string &out, char32_t code) {
        if (inside)
            append_lower(out, code);
        else
            append_code_point(out, upper_of(code));
        inside = in_word(code);
    });
}

}  // namespace automation::core
