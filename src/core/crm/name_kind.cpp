#include "core/crm/name_kind.hpp"

#include <algorithm>

namespace automation::core {

using namespace name_words;

namespace {

/** A couple; not "Ortega y Prado" behind a first name, which is one last name. */
bool is_couple(std::vector<NameToken> const &words)
{
    auto const joins = std::ranges::count_if(words, [](NameToken const &word) { return word.is(joiner); });
    if (joins != 1) return joins > 1;
    auto const at = std::ranges::find_if(words, [](NameToken const &word) { return word.is(joiner); });
    auto const before = std::count_if(
        words.begin(), at, [](NameToken const &word) { return !word.is(honorific | title | with_first_name); });
    return !at->is(joins_last_names) || before < 2 || words.end() - at != 2;
}

}  // namespace

bool drop_empty_fields(std::vector<NameToken> &words)
{
    if (words.empty()) return false;
    auto const mixed = [](NameToken const &word) {
        return word.letters.upper && word.letters.lower && !word.is(no_name);
    };
    auto const empty = [](NameToken const &word) {
        return word.is(no_name) && !(word.letters.upper && word.letters.lower);
    };
    if (std::ranges::none_of(words, mixed)) return false;
    bool const first = empty(words.front());
    std::erase_if(words, empty);
    return first;
}

void drop_full_stop(std::vector<NameToken> &words)
{
    if (words.empty()) return;
    auto &word = words.back();
    if (word.classes == 0 && word.letters.count > 2 && word.text.find('.') + 1 == word.text.size())
        word.text.pop_back();
}

bool is_written_out(NameToken const &title)
{
    return !title.text.ends_with('.') && title.letters.count >= 4;
}

bool is_placeholder(std::vector<NameToken> const &words)
{
    auto const all = [&](unsigned classes) {
        return std::ranges::all_of(words, [&](NameToken const &word) { return word.is(classes); });
    };
    bool const of_title = words.size() == 2 && words[0].is(honorific) && words[1].is(title) && is_written_out(words[1]);
    if (of_title) return false;
    if (all(no_name | role | joiner) || all(no_name | honorific | title | with_first_name | joiner | family))
        return true;
    std::string keys;
    for (auto const &word : words)
        (keys += keys.empty() ? "" : " ") += key_of(word.text);
    return is_placeholder_phrase(keys);
}

bool is_group(NameTokens const &tokens)
{
    auto const &words = tokens.words;
    for (auto const &word : words) {
        if (word.is(organisation)) return true;
        if (key_of(word.text) == "of" && &word != &words.front()) return true;  // "Parent of Tom Hill"
        if (word.is(family) && (&word == &words.front() || key_of(word.text) != "the")) return true;
    }
    return tokens.separated || is_couple(words);
}

}  // namespace automation::core
