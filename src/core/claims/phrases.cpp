#include "core/claims/phrases.hpp"

#include <algorithm>
#include <utility>

#include "core/claims/word_classes.hpp"

namespace automation::core {

namespace {

constexpr std::size_t key_length = 3;
constexpr std::size_t most_between = 4;

/** Calls `found` for each part of `text` between separators. */
template <class Found>
void split(std::string_view text, char separator, Found found)
{
    while (!text.empty()) {
        auto const end = std::min(text.find(separator), text.size());
        if (end > 0) found(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

bool fits(std::string_view wanted, std::string_view form) noexcept
{
    return wanted.ends_with('*') ? form.starts_with(wanted.substr(0, wanted.size() - 1)) : form == wanted;
}

std::string_view words_of_class(std::string_view name) noexcept
{
    auto const *const found = std::ranges::find(words::classes, name, &words::WordClass::name);
    return found == words::classes.end() ? std::string_view() : found->words;
}

}  // namespace

Phrases::Part Phrases::read_part(std::string_view token)
{
    Part part;
    part.any = token == "..";
    part.optional = token.ends_with('?');
    if (part.optional) token.remove_suffix(1);
    auto const add_word = [&](std::string_view word) { part.words.push_back(word); };
    if (!part.any)
        split(token, '|', [&](std::string_view word) {
            if (word.starts_with('@'))
                split(words_of_class(word.substr(1)), ' ', add_word);
            else
                add_word(word);
        });
    return part;
}

Phrases::Phrases(std::initializer_list<std::span<Phrase const>> tables)
{
    for (auto const &table : tables)
        for (auto const &phrase : table) {
            Pattern pattern{{}, phrase.value};
            split(phrase.pattern, ' ', [&](std::string_view token) { pattern.parts.push_back(read_part(token)); });
            bool const optional = pattern.parts.front().optional;
            if (optional) add({{pattern.parts.begin() + 1, pattern.parts.end()}, pattern.value});
            add(std::move(pattern));
        }
}

void Phrases::add(Pattern pattern)
{
    for (auto const &first : pattern.parts.front().words) {
        auto &listed = by_start_[std::string(first.substr(0, std::min(key_length, first.find('*'))))];
        if (listed.empty() || listed.back() != patterns_.size()) listed.push_back(patterns_.size());
    }
    patterns_.push_back(std::move(pattern));
}

/** Where the parts end when they begin at the word `i`; 0: they do not. `loose`: a comma may stand before it. */
std::size_t Phrases::end_of(std::span<Part const> parts, std::span<Word const> words, std::size_t i, bool loose)
{
    if (parts.empty()) return i;
    Part const &part = parts.front();
    auto const rest = parts.subspan(1);
    if (part.any) {
        for (std::size_t skipped = 0; skipped <= most_between; ++skipped) {
            if (auto const end = end_of(rest, words, i + skipped, true); end > 0) return end;
            if (i + skipped >= words.size() || words[i + skipped].gap == Gap::sentence) break;
        }
        return 0;
    }
    bool const joined = i < words.size() && words[i].gap <= (loose ? Gap::comma : Gap::soft);
    bool const fit = joined && std::ranges::any_of(part.words, [&](auto word) { return fits(word, words[i].form); });
    auto const end = fit ? end_of(rest, words, i + 1, false) : 0;
    return end == 0 && part.optional ? end_of(rest, words, i, loose) : end;
}

std::optional<Phrases::Found> Phrases::at(std::span<Word const> words, std::size_t i) const
{
    auto const listed = by_start_.find(words[i].form.substr(0, key_length));
    if (listed == by_start_.end()) return std::nullopt;
    std::optional<Found> best;
    for (auto const index : listed->second) {
        auto const &pattern = patterns_[index];
        auto const fit = [&](std::string_view word) { return fits(word, words[i].form); };
        if (!std::ranges::any_of(pattern.parts.front().words, fit)) continue;
        auto const end = end_of(std::span(pattern.parts).subspan(1), words, i + 1, false);
        if (end > 0 && (!best || end > best->end)) best = Found{pattern.value, end};
    }
    return best;
}

}  // namespace automation::core
