#include "core/fold.hpp"

#include "core/codepoints.hpp"

#include <optional>

namespace automation::core {

namespace {

constexpr bool between(char32_t code, char32_t first, char32_t last) noexcept
{
    return code >= first && code <= last;
}

/* In these blocks upper and lower case letters alternate, the upper one even or odd. */
constexpr char32_t fold_pair(char32_t code, bool upper_is_even) noexcept
{
    return (code % 2 == 0) == upper_is_even ? code + 1 : code;
}

char32_t fold_latin(char32_t code) noexcept
{
    if (code == 0x130) {
        return 'i';
    }
    if (code == 0x178) {
        return 0xFF;
    }
    if (between(code, 0x139, 0x148) || between(code, 0x179, 0x17E)) {
        return fold_pair(code, false);
    }
    bool const pairs = between(code, 0x100, 0x137) || between(code, 0x14A, 0x177) || between(code, 0x1E00, 0x1EFF);
    bool const caseless =
        code == 0x131 || code == 0x138 || code == 0x149 || code == 0x17F || between(code, 0x1E96, 0x1E9F);
    return pairs && !caseless ? fold_pair(code, true) : code;
}

char32_t fold(char32_t code) noexcept
{
    if (code < 0x80) {
        return between(code, 'A', 'Z') ? code + 0x20 : code;
    }
    if (between(code, 0xC0, 0xDE)) {
        return code == 0xD7 ? code : code + 0x20;
    }
    if (between(code, 0x391, 0x3AB)) {
        return code + 0x20;
    }
    if (code == 0x3C2) {
        return 0x3C3;  // the sigma at the end of a word
    }
    if (between(code, 0x400, 0x40F)) {
        return code + 0x50;
    }
    if (between(code, 0x410, 0x42F)) {
        return code + 0x20;
    }
    if (between(code, 0x460, 0x481) || between(code, 0x48A, 0x4BF) || between(code, 0x4D0, 0x52F)) {
        return fold_pair(code, true);
    }
    if (between(code, 0x531, 0x556)) {
        return code + 0x30;
    }
    return fold_latin(code);
}

/* The length of the character that begins at `at`. */
std::size_t character(std::string_view text, std::size_t at) noexcept
{
    std::string_view rest = text.substr(at);
    std::size_t const before = rest.size();
    (void)take_code_point(rest);
    return before - rest.size();
}

}  // namespace

std::string fold_case(std::string_view text)
{
    std::string folded;
    folded.reserve(text.size());
    while (!text.empty()) {
        append_code_point(folded, fold(take_code_point(text)));
    }
    return folded;
}

bool is_like(std::string_view text, std::string_view pattern) noexcept
{
    struct Place {
        std::size_t text, pattern;
    };
    std::optional<Place> after_percent;  // where to try again, one character further
    std::size_t t = 0;
    std::size_t p = 0;
    while (t < text.size() || p < pattern.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            after_percent = Place{t, ++p};
            continue;
        }
        bool matches = false;
        std::size_t taken = 1;
        std::size_t asked = 1;
        if (t < text.size() && p < pattern.size()) {
            bool const escaped = pattern[p] == '\\' && p + 1 < pattern.size();
            asked = escaped ? 2 : 1;
            bool const any = pattern[p] == '_';
            taken = any ? character(text, t) : 1;
            matches = any || text[t] == pattern[p + asked - 1];
        }
        if (matches) {
            t += taken;
            p += asked;
        } else if (after_percent && after_percent->text < text.size()) {
            after_percent->text += character(text, after_percent->text);
            t = after_percent->text;
            p = after_percent->pattern;
        } else {
            return false;
        }
    }
    return true;
}

}  // namespace automation::core
