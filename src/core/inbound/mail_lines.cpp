#include "core/inbound/mail_lines.hpp"

#include "core/base/strings.hpp"
#include "core/inbound/phrase_set.hpp"
#include "core/inbound/phrase_tables.hpp"
#include "core/inbound/words.hpp"

#include <algorithm>
#include <array>

namespace automation::core::inbound {

namespace {

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/** "17:48", "17.48", "17h48", or a year: what an attribution has of a date. */
bool has_moment(std::string_view line)
{
    for (std::size_t at = 0; at + 4 <= line.size(); ++at) {
        auto const four = line.substr(at, 4);
        if (four.starts_with("20") && is_digit(four[2]) && is_digit(four[3])) return true;
        bool const time = is_digit(four[0]) && (four[1] == ':' || four[1] == '.' || four[1] == 'h') &&
                          is_digit(four[2]) && is_digit(four[3]);
        if (time) return true;
    }
    return false;
}

std::string_view without_marks(std::string_view line)
{
    auto const first = line.find_first_not_of(" \t*_>");
    return first == std::string_view::npos ? std::string_view() : line.substr(first);
}

bool any_word(std::string_view line, std::span<std::string_view const> known)
{
    auto const clauses = split_clauses(line, 60);
    return std::ranges::any_of(clauses, [&](Clause const &clause) {
        return std::ranges::any_of(
            clause.words, [&](TextWord const &word) { return std::ranges::find(known, word.text) != known.end(); });
    });
}

}  // namespace

bool is_divider(std::string_view line)
{
    auto const text = trim(line);
    for (char const mark : {'-', '_', '=', '*'}) {
        auto const first = text.find_first_not_of(mark);
        if (first == std::string_view::npos ? text.size() >= 5 : first >= (mark == '-' ? 4U : 5U)) return true;
    }
    return false;
}

bool is_mail_field(std::string_view line)
{
    auto const text = without_marks(line);
    auto colon = text.find(':');
    auto const wide = text.find("：");
    colon = std::min(colon, wide);
    if (colon == std::string_view::npos || colon == 0 || colon > 30) return false;
    std::string name = folded(text.substr(0, colon));
    std::erase(name, '*');
    while (name.ends_with(' '))
        name.pop_back();
    auto const names = field_names();
    return std::ranges::find(names, name) != names.end();
}

bool is_attribution(std::string_view line)
{
    auto text = trim(line);
    if (text.ends_with("：")) {
        text.remove_suffix(3);
    } else if (text.ends_with(':')) {
        text.remove_suffix(1);
    } else {
        return false;
    }
    if (!has_moment(text)) return false;
    bool const address = text.find('@') != std::string_view::npos;
    return address || any_word(text, wrote_words());
}

bool is_client_note(std::string_view line)
{
    if (line.size() > 160 || is_blank(line)) return false;
    static PhraseSet const notes(client_notes());
    auto const clauses = split_clauses(line, 24);
    return notes.in(clauses);
}

bool is_closing(std::string_view line)
{
    if (line.size() > 80 || is_blank(line)) return false;
    static PhraseSet const closings(closing_phrases());
    auto const clauses = split_clauses(line, 12);
    if (clauses.empty() || clauses.size() > 3) return false;
    auto const found = closings.find(clauses[0].words);
    if (!found || found->begin != 0) return false;
    auto const names = [](std::span<TextWord const> words) {
        return std::ranges::all_of(words, [](TextWord const &word) { return word.capital || is_courtesy(word.text); });
    };
    std::span<TextWord const> const behind = std::span(clauses[0].words).subspan(found->end);
    return behind.size() <= 3 && names(behind) &&
           std::ranges::all_of(clauses.begin() + 1, clauses.end(),
                               [&](Clause const &c) { return c.words.size() <= 3 && names(c.words); });
}

bool is_name(std::string_view line)
{
    auto text = trim(line);
    text = trim(text.substr(0, text.find('|')));
    if (text.empty() || text.size() > 50 || text.ends_with('!') || text.ends_with('?') || text.ends_with(':'))
        return false;
    auto const clauses = split_clauses(text, 8);
    if (clauses.size() != 1 && !(clauses.size() == 2 && clauses[0].words.size() <= 3)) return false;
    std::size_t words = 0;
    for (Clause const &clause : clauses) {
        for (TextWord const &word : clause.words) {
            static constexpr std::array<std::string_view, 10> particles{"von", "van", "de",  "der", "den",
                                                                        "da",  "di",  "del", "la",  "dos"};
            bool const particle = std::ranges::find(particles, word.text) != particles.end();
            if ((!word.capital && !particle) || is_digit(word.text.front())) return false;
            ++words;
        }
    }
    // A word in capital letters alone may be an order: "STOP".
    static PhraseSet const orders(stop_words());
    return words > 0 && words <= 4 && !orders.in(clauses);
}

bool is_legal_notice(std::string_view line)
{
    if (line.size() < 40) return false;
    static PhraseSet const notices(legal_notices());
    return notices.in(split_clauses(line, 60));
}

}  // namespace automation::core::inbound
