/* Finds days told from today: tomorrow, this afternoon, next Tuesday, in two weeks. */
#include "core/claims/date_names_i18n.hpp"
#include "core/claims/claim_scan.hpp"
#include "core/claims/deadline_words.hpp"
#include "core/claims/number_words.hpp"
#include "core/claims/relative_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace automation::core {

namespace {

/** The weekday that the word is; -1: none. Asked before weekdays are claimed. */
int weekday_at(Scan const &scan, std::size_t i)
{
    if (i >= scan.words.size()) return -1;
    auto const &word = scan.words[i];
    std::size_t end = word.end;
    if (scan.has(end, "-feira")) end += 6;
    return weekday_of(std::string_view(scan.lowered).substr(word.begin, end - word.begin));
}

/** Proposed rather than said: "Would you like to come back in two weeks?" */
bool is_proposal(Scan const &scan, std::size_t behind, std::string_view value) noexcept
{
    constexpr std::size_t near = 200;
    bool const rough =
        value.ends_with("week") || value.ends_with("month") || value.starts_with("week") || value.starts_with("month");
    auto const rest = std::string_view(scan.text).substr(behind, near);
    auto const end = rest.find_first_of(".!?\n");
    return rough && end != std::string_view::npos && rest[end] == '?';
}

void claim_words(Scan &scan, std::string value, std::size_t first, std::size_t end)
{
    auto const begin = scan.words[first].begin;
    if (is_proposal(scan, scan.words[end - 1].end, value)) return;
    scan.claim(ClaimKind::relative, std::move(value), begin, scan.words[end - 1].end - begin, true);
}

/** "next Tuesday", "mardi prochain". */
void claim_beside_weekday(Scan &scan, std::size_t i)
{
    static Phrases const phrases{words::beside_weekday};
    auto const found = phrases.at(scan.words, i);
    if (!found) return;
    int const behind =
        found->end < scan.words.size() && scan.words[found->end].gap == Gap::soft ? weekday_at(scan, found->end) : -1;
    bool const after = i > 0 && scan.words[i].gap == Gap::soft && behind < 0;
    // "terça-feira" is two words
    int before = after ? weekday_at(scan, i - 1) : -1;
    if (after && before < 0 && scan.words[i - 1].form == "feira" && i > 1) before = weekday_at(scan, i - 2);
    bool const trails = found->value != "this" && before >= 0;
    if (behind < 0 && !trails) return;
    claim_words(scan, std::string(found->value) + ' ' + std::to_string(behind >= 0 ? behind : before), i, found->end);
}

struct Span {
    std::string value;
    std::size_t end = 0;  ///< the word behind it; 0: none
};

/** "two weeks", "3 days", "a month" from `i` on. */
Span span_at(Scan const &scan, std::size_t i)
{
    static Phrases const units{words::span_units};
    auto const &words = scan.words;
    if (i >= words.size() || words[i].gap != Gap::soft) return {};
    SpokenNumber number{0, 0};
    if (words[i].digits && words[i].form.size() <= 4) {
        std::from_chars(words[i].form.data(), words[i].form.data() + words[i].form.size(), number.value);
        number.end = i + 1;
    } else if (words[i].form == "a" || words[i].form == "an") {
        number = {1, i + 1};
    } else if (auto const spoken = number_in_words(words, i)) {
        number = *spoken;
    }
    if (number.end == 0 || number.end >= words.size() || words[number.end].gap != Gap::soft) return {};
    auto const unit = units.at(words, number.end);
    if (!unit) return {};
    return {std::to_string(number.value) + ' ' + std::string(unit->value), unit->end};
}

/** How long something takes, rather than when it is: "in five minutes", "in a year"; not "starts in five minutes". */
bool is_vague(std::string_view span, Word const *before) noexcept
{
    static constexpr auto begins =
        std::to_array<std::string_view>({"starts", "begins", "start", "beginnt", "startet", "commence", "empieza",
                                         "comienza", "inizia", "begint", "zaczyna", "comeca"});
    bool const announced = before != nullptr && std::ranges::find(begins, before->form) != begins.end();
    return (span.ends_with("minute") && !announced) || span.ends_with("year");
}

/** "over two weeks", "over a month" in English is no time from now as the Dutch "over" is. */
bool is_english(std::span<Word const> words, std::size_t first, std::size_t end)
{
    auto const &unit = words[end - 1].form;
    return words[first].form == "a" || words[first].form == "an" || (unit.ends_with('s') && unit != "uurs");
}

/** "in two weeks", "hace dos días"; "two weeks ago". */
void claim_span(Scan &scan, std::size_t i)
{
    static Phrases const starts{words::span_starts};
    static Phrases const ends{words::span_ends};
    auto const &words = scan.words;
    if (auto const start = starts.at(words, i)) {
        auto const span = span_at(scan, start->end);
        bool const dutch = words[i].form == "over";
        bool const portuguese = words[i].form == "ha";  // "há", not the Italian "ha"
        bool const accented = words[i].end - words[i].begin > 2;
        bool const english = span.end > 0 && is_english(words, start->end, span.end);
        bool const backward = span.end < words.size() && span.end > 0 && ends.at(words, span.end).has_value();
        if (span.end > 0 && !is_vague(span.value, i > 0 ? &words[i - 1] : nullptr) && !(dutch && english) &&
            !backward && (!portuguese || accented)) {
            claim_words(scan, (start->value == "+" ? "in " : "ago ") + span.value, i, span.end);
            return;
        }
    }
    auto const span = span_at(scan, i);
    if (span.end == 0 || span.end >= words.size() || span.value.ends_with("minute")) return;
    if (auto const end = ends.at(words, span.end); end && words[span.end].gap == Gap::soft)
        claim_words(scan, "ago " + span.value, i, end->end);
}

/** "Until midnight", "today only": claimed beside what else is said there, which has a value of its own. */
void find_deadlines(Scan &scan)
{
    static Phrases const deadlines{words::deadlines};
    for (std::size_t i = 0; i < scan.words.size(); ++i)
        if (auto const found = deadlines.at(scan.words, i); found && !found->value.empty())
            scan.claims.push_back({ClaimKind::relative, std::string(found->value), true});
}

/** "Hier" is yesterday in French and here in German and Dutch. */
bool speaks_french(Scan const &scan)
{
    static constexpr auto others = std::to_array<std::string_view>(
        {"ist", "sind", "wir", "du",   "ihr", "ihnen", "sie", "und", "der",  "die", "das",  "fur", "ein", "eine", "bei",
         "dir", "dich", "is",  "zijn", "we",  "het",   "een", "van", "voor", "jij", "jouw", "ik",  "hoi", "hallo"});
    return std::ranges::none_of(scan.words,
                                [](Word const &word) { return std::ranges::find(others, word.form) != others.end(); });
}

}  // namespace

void find_relative_dates(Scan &scan)
{
    static Phrases const days{words::relative_days};
    find_deadlines(scan);
    for (std::size_t i = 0; i < scan.words.size(); ++i) {
        if (scan.is_claimed(scan.words[i])) continue;
        claim_beside_weekday(scan, i);
        if (!scan.is_claimed(scan.words[i])) claim_span(scan, i);
        if (scan.is_claimed(scan.words[i])) continue;
        auto const found = days.at(scan.words, i);
        if (!found) continue;
        bool const other = scan.words[i].form == "hier" && !speaks_french(scan);
        if (!found->value.empty() && !other) claim_words(scan, std::string(found->value), i, found->end);
        i = found->end - 1;
    }
}

}  // namespace automation::core
