#include "core/crm/name_text.hpp"

#include "core/base/unicode_case.hpp"
#include "core/base/utf8.hpp"

#include <utility>

namespace automation::core {
namespace {

constexpr char32_t not_utf8 = 0xFFFD;

bool within(char32_t code, char32_t first, char32_t last) noexcept
{
    return code >= first && code <= last;
}

bool is_blank_code(char32_t code) noexcept
{
    return code == ' ' || is_control(code) || code == 0xA0 || code == 0x200B || code == 0x1680 ||
           within(code, 0x2000, 0x200A) || within(code, 0x2028, 0x2029) || code == 0x202F || code == 0x205F ||
           code == 0x3000;
}

/** Emoji, dingbats, arrows, letters in frames, private use. */
bool is_sign(char32_t code) noexcept
{
    return code == 0xA9 || code == 0xAE || code == 0x2022 || code == 0x2026 || code == 0x203C || code == 0x2049 ||
           within(code, 0x20D0, 0x20FF) || within(code, 0x2100, 0x2BFF) || code == 0x3030 || code == 0x303D ||
           code == 0x3297 || code == 0x3299 || within(code, 0xE000, 0xF8FF) || within(code, 0xFE0E, 0xFE0F) ||
           within(code, 0x1D400, 0x1D7FF) || within(code, 0x1F000, 0x1FAFF) || code >= 0xE0000;
}

/** What closes the note that `code` opens, 0 when it opens none. */
char32_t end_of_note(char32_t code) noexcept
{
    switch (code) {
        case '(':
            return ')';
        case '[':
            return ']';
        case '{':
            return '}';
        case '<':
            return '>';
        case 0xFF08:
            return 0xFF09;
        case 0x3010:
            return 0x3011;
        default:
            return 0;
    }
}

bool is_end_of_note(char32_t code) noexcept
{
    return code == ')' || code == ']' || code == '}' || code == '>' || code == 0xFF09 || code == 0x3011;
}

bool is_quote(char32_t code) noexcept
{
    return code == '"' || within(code, 0x201C, 0x201F) || code == 0xAB || code == 0xBB;
}

/** Appends visible characters, each stretch of blanks as one. */
class VisibleName {
 public:
    void add(char32_t code)
    {
        if (until_ != 0) return leave(code);
        if (is_blank_code(code) || is_sign(code)) return blank();
        if (is_joiner_or_mark(code)) return hold(code);
        if (is_hidden(code)) return;
        if (is_quote(code)) return quote(code);
        until_ = end_of_note(code);
        opened_ = code;
        if (until_ != 0 || is_end_of_note(code)) return blank();
        put(code);
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

 private:
    void leave(char32_t code)
    {
        bool const closes = is_quote(until_) ? is_quote(code) : code == until_;
        if (closes && depth_ == 0)
            until_ = 0;
        else if (closes)
            --depth_;
        else if (code == opened_)
            ++depth_;
    }
    void blank()
    {
        blank_ = true;
        joiner_ = 0;
    }
    void hold(char32_t code)
    {
        bool const joins = code == 0x200C || code == 0x200D;  // the two marks of direction do not
        if (joins && !blank_ && !out_.empty()) joiner_ = code;
    }
    /** A quote behind a blank begins a note; between letters it is one of them. */
    void quote(char32_t code)
    {
        if (blank_ && !out_.empty())
            until_ = opened_ = code;  // up to any other quote
        else if (code == '"' && !out_.empty())
            last_quote_ = code;
    }
    void put(char32_t code)
    {
        if (blank_ && !out_.empty())
            out_ += ' ';
        else if (last_quote_ != 0)
            append_code_point(out_, last_quote_);
        else if (joiner_ != 0)
            append_code_point(out_, joiner_);
        blank_ = false;
        last_quote_ = joiner_ = 0;
        append_code_point(out_, code);
    }

    std::string out_;
    char32_t until_ = 0, opened_ = 0, joiner_ = 0, last_quote_ = 0;
    int depth_ = 0;
    bool blank_ = false;
};

bool is_family_first_script(char32_t code) noexcept
{
    return within(code, 0x3040, 0x30FF) || within(code, 0x3400, 0x9FFF) || within(code, 0xAC00, 0xD7AF) ||
           within(code, 0x1100, 0x11FF) || within(code, 0xF900, 0xFAFF) || within(code, 0x20000, 0x3FFFF);
}

bool is_punctuation_in_name(char32_t code) noexcept
{
    return code == '\'' || code == '-' || code == '.' || code == '`' || code == 0xB4 || code == 0xB7 ||
           within(code, 0x2010, 0x2011) || within(code, 0x2018, 0x2019) || is_joiner_or_mark(code);
}

bool is_letter_code(char32_t code) noexcept
{
    if (code < 0x80) return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    bool const digit = within(code, 0x660, 0x669) || within(code, 0x6F0, 0x6F9) || within(code, 0x966, 0x96F) ||
                       within(code, 0xFF10, 0xFF19);
    bool const sign = within(code, 0x2000, 0x206F) || within(code, 0x3000, 0x3004) || within(code, 0x3006, 0x3020) ||
                      (code < 0xC0 && code != 0xAA && code != 0xBA) || code == 0xD7 || code == 0xF7 ||
                      within(code, 0x20A0, 0x20CF) || within(code, 0xFF00, 0xFF0F);
    return !digit && !sign && code != not_utf8;
}

bool is_ascii_vowel(char32_t code) noexcept
{
    return std::string_view("aeiouyAEIOUY").find(static_cast<char>(code)) != std::string_view::npos;
}

std::string turkish(std::string_view word)
{
    std::string out;
    while (!word.empty()) {
        auto const code = next_code_point(word);
        if (out.empty())
            append_code_point(out, code == 'i' ? char32_t{0x130} : code);
        else
            append_code_point(out, code == 'I' ? char32_t{0x131} : code);
    }
    return out;
}

}  // namespace

std::string visible_name(std::string_view stored)
{
    VisibleName name;
    while (!stored.empty())
        name.add(next_code_point(stored));
    return name.take();
}

Letters letters_of(std::string_view word)
{
    Letters letters;
    while (!word.empty()) {
        auto const before = word;
        auto const code = next_code_point(word);
        if (is_punctuation_in_name(code)) continue;
        if (!is_letter_code(code)) {
            letters.others = true;
            continue;
        }
        auto const letter = before.substr(0, before.size() - word.size());
        ++letters.count;
        letters.upper = letters.upper || to_lower(letter) != letter;
        letters.lower = letters.lower || to_upper(letter) != letter;
        letters.family_first = letters.family_first || is_family_first_script(code);
        letters.vowel = letters.vowel || code >= 0x80 || is_ascii_vowel(code);
    }
    return letters;
}

bool is_initial(std::string_view word)
{
    auto const letters = letters_of(word);
    if (letters.others || letters.count == 0 || (!letters.upper && !letters.lower)) return false;
    if (letters.count == 1) return true;
    bool stopped = true;  // each letter needs a full stop behind it
    while (!word.empty()) {
        auto const code = next_code_point(word);
        if (code == '-') continue;
        if ((code == '.') == stopped) return false;
        stopped = code == '.';
    }
    return stopped || letters.count == 2;
}

std::string capitalized_name(std::string_view word, std::string_view language)
{
    bool const is_turkish = language == "tr" || language == "az";
    auto out = to_title(is_turkish ? turkish(word) : std::string(word));
    auto const raise = [&](std::size_t at) {
        if (at < out.size() && out[at] >= 'a' && out[at] <= 'z') out[at] = static_cast<char>(out[at] - 'a' + 'A');
    };
    bool const elided = !out.empty() && std::string_view("ODL").find(out[0]) != std::string_view::npos;
    if (elided && out.substr(1).starts_with('\'')) raise(2);
    if (elided && out.substr(1).starts_with("\xE2\x80\x99")) raise(4);
    if (out.starts_with("Mc") && out.size() > 4) raise(2);
    return out;
}

}  // namespace automation::core
