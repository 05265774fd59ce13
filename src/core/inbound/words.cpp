#include "core/inbound/words.hpp"

#include "core/base/unicode_case.hpp"
#include "core/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace automation::core::inbound {

namespace {

/** U+00E0 to U+017F without accents; '-' where there is no base letter. */
constexpr std::string_view latin =
    "aaaaaa-ceeeeiiiidnooooo-ouuuuy-yaaaaaaccccccccddddeeeeeeeeeegggg"
    "gggghhhhiiiiiiiiii--jjkkkllllllllllnnnnnnnnnoooooo--rrrrrrssssss"
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/** Neither letter nor digit: punctuation of any script, blanks, emoji. */
bool is_separator(char32_t code) noexcept
{
    if (code < 0x80) {
        bool const letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
        return !letter && !(code >= '0' && code <= '9');
    }
    struct Range {
        char32_t first, last;
    };
    static constexpr std::array<Range, 11> ranges{{{0x80, 0xA9},
                                                   {0xAB, 0xB4},
                                                   {0xB6, 0xB9},
                                                   {0xBB, 0xBF},
                                                   {0x60C, 0x61F},
                                                   {0x6D4, 0x6D4},
                                                   {0x2000, 0x206F},
                                                   {0x2190, 0x2BFF},
                                                   {0x3000, 0x3004},
                                                   {0x3008, 0x303F},
                                                   {0xFE00, 0xFE4F}}};
    return code >= 0x1F000 ||
           std::ranges::any_of(ranges, [&](Range const &range) { return code >= range.first && code <= range.last; });
}

/** Letters of double width, as East Asian keyboards write them, are the usual ones. */
char32_t narrow(char32_t code) noexcept
{
    if (code >= 0xFF01 && code <= 0xFF5E) return code - 0xFF01 + '!';
    return code == 0xFF61 ? U'.' : code;
}

bool is_apostrophe(char32_t code) noexcept
{
    return code == '\'' || code == '`' || code == 0xB4 || code == 0x2018 || code == 0x2019 || code == 0x2BC;
}

bool is_blank_code(char32_t code) noexcept
{
    return code <= 0x20 || code == 0xA0 || code == 0x3000 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F;
}

bool is_question(char32_t code) noexcept
{
    return code == '?' || code == 0x61F || code == 0x37E || code == 0xBF;
}

/** Ends a word, not a clause. */
bool is_joining_mark(char32_t code) noexcept
{
    return code == '"' || code == '/' || code == '_' || code == '@' || code == '+' || code == '#';
}

/** One word behind another: "e-mail", "un-subscribe". A blank may not stand between. */
bool joins_by_hyphen(std::string_view word) noexcept
{
    return word == "e" || word == "un";
}

/** What follows a dot continues the sentence: " bis", " 7", " August". */
bool goes_on(std::string_view rest)
{
    if (!rest.starts_with(' ') || rest.size() < 4) return false;
    char const first = rest[1];
    if ((first >= 'a' && first <= 'z') || (first >= '0' && first <= '9')) return true;
    static constexpr std::array<std::string_view, 14> months{"Jan", "Feb", "Mär", "Mar", "Apr", "Mai", "May",
                                                             "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"};
    return std::ranges::any_of(months, [&](std::string_view month) { return rest.substr(1).starts_with(month); });
}

class Splitter {
 public:
    Splitter(std::string_view text, std::size_t most) : most_(most)
    {
        for (auto rest = text; !rest.empty() && count_ < most_;) {
            char32_t const code = narrow(next_code_point(rest));
            if (is_hidden(code) || is_joiner_or_mark(code)) continue;
            read(code, rest);
        }
        end_clause();
        end_sentence();
    }
    [[nodiscard]] std::vector<Clause> take()
    {
        join_single_letters();
        join_single_words();
        return std::move(clauses_);
    }

 private:
    void read(char32_t code, std::string_view rest)
    {
        if (is_apostrophe(code) || (code >= 0x300 && code <= 0x36F)) return;
        if (!is_separator(code)) return add_letter(code);
        note_address(code);
        char32_t const next = rest.empty() ? 0 : peek(rest);
        if (code == '\n') return end_line(next);
        if (is_blank_code(code)) return end_word();
        if (code == '-' && joins_by_hyphen(word_.text) && next != 0 && !is_separator(next)) return;
        if (code == '-' && next != 0 && !is_blank_code(next) && !word_.text.empty()) return end_word();
        if (code == '.' && is_abbreviation(next)) {
            since_dot_ = 0;
            return;
        }
        if (code == '.' && is_initial() && next == ' ') return end_word();
        if (code == '.' && is_ordinal() && goes_on(rest)) return end_word();
        if ((code == '.' || code == ':') && next != 0 && !is_separator(next)) return end_word();
        if (is_joining_mark(code)) return end_word();
        end_clause();
        if (is_question(code)) asks_ = true;
        if (code == '.' || code == '!' || is_question(code) || code == 0x3002) end_sentence();
    }
    void note_address(char32_t code)
    {
        if (code == '@' && !word_.text.empty()) clause_.address = true;
    }
    static char32_t peek(std::string_view rest) noexcept { return narrow(next_code_point(rest)); }
    /** "a.u.b.": the dot stands between single letters. */
    [[nodiscard]] bool is_abbreviation(char32_t next) const
    {
        return since_dot_ == 1 && next != 0 && !is_separator(next);
    }
    /** "A. Moss" */
    [[nodiscard]] bool is_initial() const { return since_dot_ == 1 && word_.capital && word_.text.size() == 1; }
    /** "27. April" */
    [[nodiscard]] bool is_ordinal() const
    {
        return !word_.text.empty() && word_.text.size() <= 2 &&
               std::ranges::all_of(word_.text, [](char c) { return c >= '0' && c <= '9'; });
    }
    void add_letter(char32_t code)
    {
        if (word_.text.empty()) {
            std::string lower;
            append_code_point(lower, code);
            word_.capital = to_lower(lower) != lower;
        }
        append_folded(word_.text, code);
        ++since_dot_;
        digits_ += code >= '0' && code <= '9' ? 1 : 0;
        if (word_.text.size() > 200) end_word();
    }
    void end_word()
    {
        since_dot_ = 0;
        if (word_.text.empty()) return;
        clause_.words.push_back(std::exchange(word_, {}));
        ++count_;
    }
    void end_clause()
    {
        end_word();
        if (clause_.words.empty()) return;
        clause_.first_line = lines_ == 0;
        clause_.address = clause_.address || std::exchange(digits_, 0) >= digits_of_number;
        clauses_.push_back(std::exchange(clause_, {}));
    }
    void end_sentence()
    {
        for (auto at = sentence_; at < clauses_.size(); ++at)
            clauses_[at].asks = asks_;
        if (sentence_ < clauses_.size()) clauses_.back().ends_sentence = true;
        sentence_ = clauses_.size();
        asks_ = false;
    }
    /** A long line that goes on in small letters was wrapped. */
    void end_line(char32_t next)
    {
        end_word();
        bool const wrapped = line_words() > 6 && next >= 'a' && next <= 'z';
        if (wrapped) return;
        end_clause();
        if (!clauses_.empty()) clauses_.back().ends_line = true;
        if (next == '\n' || next == 0) end_sentence();
        lines_ += clauses_.empty() ? 0 : 1;
        line_start_ = count_;
    }
    [[nodiscard]] std::size_t line_words() const { return count_ - line_start_; }
    /** "S T O P" */
    void join_single_letters()
    {
        bool const single =
            clauses_.size() == 1 && clauses_[0].words.size() > 2 &&
            std::ranges::all_of(clauses_[0].words, [](TextWord const &w) { return w.text.size() == 1; });
        if (!single) return;
        TextWord joined;
        for (TextWord const &word : clauses_[0].words)
            joined.text += word.text;
        clauses_[0].words = {joined};
    }

    static constexpr std::size_t digits_of_number = 8;

    /** "Get. Me. Off. This. List." */
    void join_single_words()
    {
        auto const single = [](Clause const &clause) { return clause.words.size() == 1 && clause.ends_sentence; };
        for (auto first = std::ranges::find_if(clauses_, single); first != clauses_.end();) {
            auto const last = std::find_if_not(first, clauses_.end(), single);
            if (last - first > 2) {
                for (auto next = first + 1; next != last; ++next)
                    first->words.push_back(std::move(next->words.front()));
                first = clauses_.erase(first + 1, last);
            } else {
                first = last;
            }
            first = std::find_if(first, clauses_.end(), single);
        }
    }

    std::size_t most_;
    std::size_t count_ = 0;
    std::size_t digits_ = 0;  ///< of the clause
    std::size_t lines_ = 0;
    std::size_t line_start_ = 0;
    std::size_t since_dot_ = 0;  ///< letters since the last dot of an abbreviation, or the beginning of the word
    std::size_t sentence_ = 0;
    bool asks_ = false;
    TextWord word_;
    Clause clause_;
    std::vector<Clause> clauses_;
};

}  // namespace

void append_folded(std::string &out, char32_t code)
{
    std::string one;
    append_code_point(one, code);
    std::string const lower = to_lower(one);
    for (std::string_view rest = lower; !rest.empty();) {
        char32_t const letter = next_code_point(rest);
        if (letter >= 0x300 && letter <= 0x36F) continue;
        if (letter == 0xDF) {
            out += "ss";
        } else if (letter == 0xE6) {
            out += "ae";
        } else if (letter == 0x153) {
            out += "oe";
        } else if (letter >= 0xE0 && letter < 0xE0 + latin.size() && latin[letter - 0xE0] != '-') {
            out += latin[letter - 0xE0];
        } else {
            append_code_point(out, letter);
        }
    }
}

std::string folded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        char32_t const code = narrow(next_code_point(text));
        if (is_hidden(code) || is_joiner_or_mark(code)) continue;
        if (is_apostrophe(code)) continue;
        if (code == 0xA0 || code == 0x202F || code == 0x3000) {
            out += ' ';
        } else if (code < 0x80) {
            out += static_cast<char>(code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code);
        } else {
            append_folded(out, code);
        }
    }
    return out;
}

std::vector<Clause> split_clauses(std::string_view text, std::size_t most)
{
    return Splitter(text, most).take();
}

}  // namespace automation::core::inbound
