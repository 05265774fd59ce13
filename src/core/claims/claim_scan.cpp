#include "core/claims/claim_scan.hpp"

#include <algorithm>
#include <array>

#include "core/base/utf8.hpp"
#include "core/base/strings.hpp"

namespace automation::core {

namespace {

/** The zeroes of decimal digits in other scripts: Arabic, Persian, Devanagari, Bengali, Thai. */
constexpr std::array<char32_t, 5> other_zeroes{0x660, 0x6F0, 0x966, 0x9E6, 0xE50};

/** Letters and digits in the faces of mathematics and in circles are the usual ones. */
char32_t plain_face(char32_t code) noexcept
{
    if (code >= 0x1D7CE && code <= 0x1D7FF) return (code - 0x1D7CE) % 10 + '0';
    if (code >= 0x24B6 && code <= 0x24E9) return (code - 0x24B6) % 26 + 'a';
    if (code < 0x1D400 || code > 0x1D6A3) return code;
    auto const letter = (code - 0x1D400) % 52;
    return letter < 26 ? letter + 'A' : letter - 26 + 'a';
}

char32_t folded(char32_t code) noexcept
{
    code = plain_face(code);
    if (code >= 0xFF01 && code <= 0xFF5E) return code - 0xFF01 + '!';
    for (char32_t const zero : other_zeroes)
        if (code >= zero && code <= zero + 9) return code - zero + '0';
    bool const blank = code == 0xA0 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x3000;
    if (blank || code == '\0') return ' ';
    if (code >= 0x2010 && code <= 0x2015) return '-';
    if (code == 0x2024 || code == 0x2026 || code == 0x3002) return '.';
    if (code == 0x2018 || code == 0x2019) return '\'';
    if (code == 0x201C || code == 0x201D || code == 0x3001 || code == 0x2022) return ',';
    if (code >= 0x1F000 || (code >= 0x2190 && code <= 0x2BFF)) return ' ';  // arrows, symbols, emoji
    return code;
}

}  // namespace

Scan::Scan(std::string_view source)
{
    text.reserve(source.size());
    while (!source.empty()) {
        char32_t const code = next_code_point(source);
        if (!is_hidden(code) && !is_joiner_or_mark(code)) append_code_point(text, folded(code));
    }
    lowered = lower_ascii(text);
    words = words_of(text);
}

void Scan::claim(ClaimKind kind, std::string value, std::size_t from, std::size_t length, bool in_words)
{
    claims.push_back({kind, std::move(value), in_words});
    ranges.push_back({from, length, is_contact(claims.back())});
    std::fill_n(lowered.begin() + static_cast<std::ptrdiff_t>(from), length, '\0');
}

void find_phrases(Scan &scan, Phrases const &phrases, ClaimKind kind)
{
    for (std::size_t i = 0; i < scan.words.size(); ++i) {
        if (scan.is_claimed(scan.words[i])) continue;
        auto const found = phrases.at(scan.words, i);
        if (!found) continue;
        auto const begin = scan.words[i].begin;
        if (!found->value.empty())
            scan.claim(kind, std::string(found->value), begin, scan.words[found->end - 1].end - begin, true);
        i = found->end - 1;
    }
}

bool Scan::in_word(std::size_t i) const noexcept
{
    auto const byte = static_cast<unsigned char>(at(i));
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80;
}

std::size_t Scan::skip(std::size_t i, std::string_view any_of) const noexcept
{
    while (i < lowered.size() && any_of.find(lowered[i]) != std::string_view::npos)
        ++i;
    return i;
}

Scan::Number Scan::number(std::size_t i, std::size_t most) const noexcept
{
    Number found;
    while (digit(i + found.length) && found.length <= most) {
        found.value = found.value * 10 + (at(i + found.length) - '0');
        ++found.length;
    }
    return found.length > most ? Number{} : found;
}

}  // namespace automation::core
