#include "core/claims/word_forms.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/utf8.hpp"
#include "core/base/unicode_case.hpp"

namespace automation::core {

namespace {

/** U+00C0 to U+017F without their accents; '?' is no letter. */
constexpr std::string_view latin_bases =
    "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

constexpr char32_t first_base = 0xC0;

bool is_accent(char32_t code) noexcept
{
    return code >= 0x300 && code <= 0x36F;
}

bool is_letter(char32_t code) noexcept
{
    if (code < 0x80)
        return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9');
    if (code < first_base || code == 0xD7 || code == 0xF7) return code == 0xAA || code == 0xBA || code == 0xB5;
    bool const punctuation = (code >= 0x2000 && code <= 0x2BFF) || (code >= 0x3000 && code <= 0x303F);
    return !punctuation && code != 0xFFFD;
}

bool is_upper(char32_t code) noexcept
{
    if (code < 0x80) return code >= 'A' && code <= 'Z';
    std::string letter;
    append_code_point(letter, code);
    return to_lower(letter) != letter;
}

Gap gap_of(char32_t code) noexcept
{
    constexpr std::string_view soft = " \t\r\n-'*_~`";
    constexpr std::string_view ends = ".!?;";
    if (code >= 0x80) return Gap::comma;
    auto const byte = static_cast<char>(code);
    if (soft.find(byte) != std::string_view::npos) return Gap::soft;
    return ends.find(byte) != std::string_view::npos ? Gap::sentence : Gap::comma;
}

void append_form(std::string &form, char32_t code)
{
    if (is_accent(code)) return;
    if (code >= 'A' && code <= 'Z') {
        form += static_cast<char>(code - 'A' + 'a');
    } else if (code >= first_base && code < first_base + latin_bases.size()) {
        form += latin_bases[code - first_base];
        if (code == 0xDF) form += 's';
    } else if (code < 0x80) {
        form += static_cast<char>(code);
    } else {
        std::string letter;
        append_code_point(letter, code);
        form += to_lower(letter);
    }
}

/** Greek and Cyrillic letters that look like Latin ones, in a word that has Latin ones, are these. */
void unmask(std::string &form)
{
    using Alike = std::pair<char32_t, char>;
    static constexpr auto alike = std::to_array<Alike>(
        {{0x430, 'a'}, {0x435, 'e'}, {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x445, 'x'}, {0x443, 'y'}, {0x456, 'i'},
         {0x458, 'j'}, {0x455, 's'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x442, 't'}, {0x3BF, 'o'}, {0x3B1, 'a'}, {0x3B9, 'i'},
         {0x3BD, 'v'}, {0x3C1, 'p'}, {0x3C4, 't'}, {0x3C5, 'u'}, {0x3BA, 'k'}, {0x3B5, 'e'}});
    auto const is_latin = [](char c) { return c >= 'a' && c <= 'z'; };
    auto const is_other = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    if (!std::ranges::any_of(form, is_other) || !std::ranges::any_of(form, is_latin)) return;
    std::string plain;
    for (std::string_view rest = form; !rest.empty();) {
        char32_t const code = next_code_point(rest);
        auto const *const found = std::ranges::find(alike, code, &Alike::first);
        append_code_point(plain, found == alike.end() ? code : static_cast<char32_t>(found->second));
    }
    form = std::move(plain);
}

}  // namespace

std::vector<Word> words_of(std::string_view text)
{
    std::vector<Word> words;
    Word word;
    int lines = 2;  // ended since the last word; a text begins like a paragraph
    bool inside = false;
    auto const finish = [&](std::size_t end) {
        if (!inside) return;
        word.end = end;
        unmask(word.form);
        words.push_back(std::move(word));
        word = Word();
        word.gap = Gap::soft;
        word.new_line = false;
        lines = 0;
        inside = false;
    };
    for (auto rest = text; !rest.empty();) {
        std::size_t const at = text.size() - rest.size();
        char32_t const code = next_code_point(rest);
        if (is_letter(code)) {
            bool const digit = code >= '0' && code <= '9';
            if (!inside) word.begin = at, word.capital = is_upper(code), word.digits = true;
            word.digits = word.digits && digit;
            inside = true;
            append_form(word.form, code);
            continue;
        }
        finish(at);
        lines += code == '\n' ? 1 : 0;
        word.gap = lines > 1 ? Gap::sentence : std::max(word.gap, gap_of(code));
        word.new_line = word.new_line || code == '\n';
    }
    finish(text.size());
    return words;
}

}  // namespace automation::core
