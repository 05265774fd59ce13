#include "core/base/strings.hpp"

#include <algorithm>
#include <array>

namespace automation::core {
namespace {

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_alnum(char c) noexcept
{
    return is_digit(c) || is_letter(c);
}

char to_lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

unsigned byte_at(std::string_view text, std::size_t index) noexcept
{
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
}

bool continues(std::string_view text, std::size_t index) noexcept
{
    return (byte_at(text, index) & 0xC0U) == 0x80U;
}

/** Bytes of the well-formed character at the front, 0 when it is none (Unicode 15, table 3-7). */
std::size_t character_length(std::string_view text) noexcept
{
    unsigned const first = byte_at(text, 0);
    unsigned const second = byte_at(text, 1);
    if (first < 0x80U) return 1;
    if (first < 0xC2U) return 0;
    if (first < 0xE0U) return continues(text, 1) ? 2 : 0;
    if (first < 0xF0U) {
        if ((first == 0xE0U && second < 0xA0U) || (first == 0xEDU && second > 0x9FU)) return 0;
        return continues(text, 1) && continues(text, 2) ? 3 : 0;
    }
    if (first > 0xF4U || (first == 0xF0U && second < 0x90U) || (first == 0xF4U && second > 0x8FU)) return 0;
    return continues(text, 1) && continues(text, 2) && continues(text, 3) ? 4 : 0;
}

/** Bytes of the white space at the front, 0 when there is none. */
std::size_t space_length(std::string_view text) noexcept
{
    unsigned const first = byte_at(text, 0);
    if (text.empty()) return 0;
    if (first == ' ' || (first >= '\t' && first <= '\r')) return 1;
    if (first < 0x80U) return 0;
    static constexpr std::array<std::string_view, 9> others{"\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80",
                                                            "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF",
                                                            "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};
    for (auto const other : others)
        if (text.starts_with(other)) return other.size();
    bool const general_punctuation = text.starts_with("\xE2\x80");  // U+2000 to U+200B follow
    return general_punctuation && byte_at(text, 2) >= 0x80U && byte_at(text, 2) <= 0x8BU ? 3 : 0;
}

std::size_t trailing_space_length(std::string_view text) noexcept
{
    for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length)
        if (space_length(text.substr(text.size() - length)) == length) return length;
    return 0;
}

struct Unsafe {
    std::size_t length = 1;
    bool line_end = false;
    char instead = '\0';  ///< \0: nothing
    bool safe = false;
};

/** What stands at the front of `text`, whose first byte may begin something unsafe. */
Unsafe unsafe_at(std::string_view text) noexcept
{
    unsigned const first = byte_at(text, 0);
    unsigned const second = byte_at(text, 1);
    unsigned const third = byte_at(text, 2);
    if (first == '\t') return {1, false, ' ', false};
    if (first == '\r' && second == '\n') return {2, true, '\0', false};
    if (first >= '\n' && first <= '\r') return {1, true, '\0', false};
    if (first < 0x20U || first == 0x7FU) return {1, false, '\0', false};
    if (first == 0xC2U && second >= 0x80U && second <= 0x9FU) return {2, second == 0x85U, '\0', false};
    if (first == 0xE2U && second == 0x80U && (third == 0xA8U || third == 0xA9U)) return {3, true, '\0', false};
    if (first == 0xE2U && second == 0x80U && third >= 0xAAU && third <= 0xAEU) return {3, false, '\0', false};
    if (first == 0xE2U && second == 0x81U && third >= 0xA6U && third <= 0xA9U) return {3, false, '\0', false};
    return {1, false, '\0', true};
}

bool may_be_unsafe(char c) noexcept
{
    auto const byte = static_cast<unsigned char>(c);
    return byte < 0x20U || byte == 0x7FU || byte == 0xC2U || byte == 0xE2U;
}

/** RFC 5321 dot-atom: what stands before the @. Not what reads like an encoded word (RFC 2047, 5: none in an address):
    some readers decode it all the same, and may find a line break or another address in it. */
bool is_local_part(std::string_view local) noexcept
{
    if (local.empty() || local.size() > 64 || local.starts_with('.') || local.ends_with('.')) return false;
    if (local.find("..") != std::string_view::npos || local.find("=?") != std::string_view::npos) return false;
    return std::all_of(local.begin(), local.end(), [](char c) {
        return is_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
    });
}

bool is_label(std::string_view label) noexcept
{
    return !label.empty() && label.size() <= 63 && !label.starts_with('-') && !label.ends_with('-') &&
           std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_domain(std::string_view domain) noexcept
{
    int labels = 0;
    std::string_view last;
    while (true) {
        auto const dot = domain.find('.');
        last = domain.substr(0, dot);
        if (!is_label(last)) return false;
        ++labels;
        if (dot == std::string_view::npos) break;
        domain.remove_prefix(dot + 1);
    }
    return labels >= 2 && std::any_of(last.begin(), last.end(), is_letter);
}

}  // namespace

bool is_utf8(std::string_view bytes) noexcept
{
    while (!bytes.empty()) {
        auto const length = character_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string_view trim(std::string_view value) noexcept
{
    while (auto const length = space_length(value))
        value.remove_prefix(length);
    while (auto const length = trailing_space_length(value))
        value.remove_suffix(length);
    return value;
}

bool is_blank(std::string_view value) noexcept
{
    return trim(value).empty();
}

std::optional<std::string_view> nonblank(std::optional<std::string> const &value) noexcept
{
    if (!value || is_blank(*value)) return std::nullopt;
    return std::string_view(*value);
}

std::string_view truncated(std::string_view value, std::size_t code_points) noexcept
{
    std::size_t end = 0;
    for (; end < value.size(); ++end) {
        if (continues(value, end)) continue;
        if (code_points == 0) break;
        --code_points;
    }
    return value.substr(0, end);
}

std::string_view clip_bytes(std::string_view value, std::size_t bytes) noexcept
{
    if (value.size() <= bytes) return value;
    while (bytes > 0 && continues(value, bytes))
        --bytes;
    return value.substr(0, bytes);
}

std::string lower_ascii(std::string_view value)
{
    std::string lowered(value);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), to_lower);
    return lowered;
}

void append_clean(std::string &out, std::string_view value, Lines lines)
{
    while (!value.empty()) {
        auto const stop = std::find_if(value.begin(), value.end(), may_be_unsafe);
        auto const plain = static_cast<std::size_t>(stop - value.begin());
        out.append(value.substr(0, plain));
        value.remove_prefix(plain);
        if (value.empty()) return;
        auto const found = unsafe_at(value);
        if (found.safe)
            out += value.front();
        else if (found.line_end)
            out += lines == Lines::keep ? '\n' : ' ';
        else if (found.instead != '\0')
            out += found.instead;
        value.remove_prefix(found.length);
    }
}

std::string sanitized(std::string_view value, Lines lines)
{
    std::string out;
    out.reserve(value.size());
    append_clean(out, value, lines);
    return out;
}

std::string quote_value(std::string_view value)
{
    constexpr std::size_t shown = 80;
    auto const part = truncated(value, shown);
    return "\"" + sanitized(part) + (part.size() < value.size() ? "…\"" : "\"");
}

bool looks_like_email(std::string_view address) noexcept
{
    auto const at = address.find('@');
    return address.size() <= 254 && at != std::string_view::npos && is_local_part(address.substr(0, at)) &&
           is_domain(address.substr(at + 1));
}

bool is_e164(std::string_view number) noexcept
{
    return number.size() >= 8 && number.size() <= 16 && number[0] == '+' && number[1] != '0' &&
           std::all_of(number.begin() + 1, number.end(), is_digit);
}

bool well_formed_language(std::string_view tag) noexcept
{
    if (tag.size() > 64) return false;
    bool private_use = false;  // behind an x every part may be a single character
    for (bool first = true;; first = false) {
        auto const dash = tag.find('-');
        auto const part = tag.substr(0, dash);
        bool const last = dash == std::string_view::npos;
        if (part.empty() || part.size() > 8 || !std::all_of(part.begin(), part.end(), is_alnum)) return false;
        if (part.size() == 1 && !private_use) {
            private_use = part == "x" || part == "X";
            if (last || (first && !private_use)) return false;
        }
        if (first && !std::all_of(part.begin(), part.end(), is_letter)) return false;
        if (last) return true;
        tag.remove_prefix(dash + 1);
    }
}

}  // namespace automation::core
