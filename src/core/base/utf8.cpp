#include "core/base/utf8.hpp"

#include <unicode/ustring.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace automation::core {

namespace {

constexpr char32_t replacement = 0xFFFD;

bool is_line_end(char32_t code) noexcept
{
    return (code >= '\n' && code <= '\r') || code == 0x85 || code == 0x2028 || code == 0x2029;
}

bool is_blank(char32_t code) noexcept
{
    return code == ' ' || code == '\t' || code == 0xA0 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F ||
           code == 0x205F || code == 0x3000;
}

/** Writes visible characters, and whatever blanks lie between two of them in their shortest form. */
class Collapser {
 public:
    Collapser(std::size_t most, int line_ends_kept, Joiners joiners)
        : left_(most), line_ends_kept_(line_ends_kept), joiners_(joiners)
    {}

    /** False once nothing more fits. */
    bool add(char32_t code)
    {
        if (is_line_end(code))
            ++line_ends_;
        else if (is_blank(code))
            blank_ = true;
        else if (!is_control(code) && !is_hidden(code) && (joiners_ == Joiners::keep || !is_joiner_or_mark(code)))
            return add_visible(code);
        return true;
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

 private:
    bool add_visible(char32_t code)
    {
        int const kept = out_.empty() ? 0 : std::min(line_ends_, line_ends_kept_);
        bool const space = !out_.empty() && kept == 0 && (blank_ || line_ends_ > 0);
        std::size_t const needed = static_cast<std::size_t>(kept) + (space ? 2 : 1);
        if (left_ < needed) return false;
        left_ -= needed;
        out_.append(static_cast<std::size_t>(kept), '\n');
        if (space) out_ += ' ';
        append_code_point(out_, code);
        line_ends_ = 0;
        blank_ = false;
        return true;
    }

    std::string out_;
    std::size_t left_;
    int line_ends_kept_;
    Joiners joiners_;
    int line_ends_ = 0;
    bool blank_ = false;
};

std::string collapse(std::string_view text, std::size_t most, int line_ends_kept, Joiners joiners)
{
    Collapser out(most, line_ends_kept, joiners);
    for (bool last_was_return = false; !text.empty();) {
        char32_t const code = next_code_point(text);
        bool const second_half = code == '\n' && last_was_return;
        last_was_return = code == '\r';
        if (!second_half && !out.add(code)) break;
    }
    return out.take();
}

}  // namespace

char32_t next_code_point(std::string_view &rest) noexcept
{
    auto const byte = [&](std::size_t at) -> char32_t {
        return at < rest.size() ? static_cast<unsigned char>(rest[at]) : 0U;
    };
    char32_t const first = byte(0);
    std::size_t const length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    char32_t code = length == 1 ? first : first & (0x7FU >> length);
    bool valid = first < 0x80 || (first >= 0xC2 && first <= 0xF4);
    for (std::size_t i = 1; i < length && valid; ++i) {
        valid = (byte(i) & 0xC0U) == 0x80U;
        code = code << 6U | (byte(i) & 0x3FU);
    }
    constexpr char32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    valid = valid && code >= least[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    rest.remove_prefix(valid ? length : 1);
    return valid ? code : replacement;
}

void append_code_point(std::string &out, char32_t code)
{
    auto const tail = [&](unsigned shift) { out += static_cast<char>(0x80U | (code >> shift & 0x3FU)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | code >> 6U);
        tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0U | code >> 12U);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | code >> 18U);
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string to_utf8(std::u16string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    std::string out(text.size() * 3, '\0');
    std::int32_t length = 0;
    u_strToUTF8(out.data(), static_cast<std::int32_t>(out.size()), &length, text.data(),
                static_cast<std::int32_t>(text.size()), &status);
    out.resize(U_SUCCESS(status) ? static_cast<std::size_t>(length) : 0);
    return out;
}

std::size_t count_code_points(std::string_view text) noexcept
{
    std::size_t count = 0;
    for (; !text.empty(); ++count)
        static_cast<void>(next_code_point(text));
    return count;
}

std::string visible_line(std::string_view text, std::size_t most, Joiners joiners)
{
    return collapse(text, most, 0, joiners);
}

std::string visible_text(std::string_view text, std::size_t most, Joiners joiners)
{
    return collapse(text, most, 2, joiners);
}

}  // namespace automation::core
