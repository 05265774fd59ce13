#include "core/inbound/phrase_set.hpp"

#include "core/inbound/phrase_tables.hpp"

#include <algorithm>

namespace automation::core::inbound {

namespace {

constexpr std::size_t longest_gap = 3;

/** Calls `use` with each part of `text` between two `separator`s. */
template <typename Use>
void each_part(std::string_view text, char separator, Use use)
{
    while (!text.empty()) {
        auto const end = text.find(separator);
        if (end != 0) use(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
}

std::string_view class_words(std::string_view name)
{
    auto const classes = word_classes();
    auto const found = std::ranges::find(classes, name, &PhraseClass::name);
    return found == classes.end() ? std::string_view() : found->words;
}

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool all_courtesy(std::span<TextWord const> words)
{
    return std::ranges::all_of(words, [](TextWord const &word) { return is_courtesy(word.text); });
}

}  // namespace

PhraseSet::Element PhraseSet::read_element(std::string_view text)
{
    if (text == "~") return {.kind = Kind::gap, .optional = true, .or_ends = false, .choices = {}};
    if (text == "^") return {.kind = Kind::begins, .optional = false, .or_ends = false, .choices = {}};
    if (text == "$") return {.kind = Kind::ends, .optional = false, .or_ends = false, .choices = {}};
    Element element;
    if (text.ends_with('?')) {
        element.optional = true;
        text.remove_suffix(1);
    }
    each_part(text, '|', [&](std::string_view choice) {
        if (choice == "$") {
            element.or_ends = true;
        } else if (!choice.starts_with('@')) {
            element.choices.push_back(choice);
        } else {
            each_part(class_words(choice.substr(1)), ' ', [&](std::string_view w) { element.choices.push_back(w); });
        }
    });
    return element;
}

PhraseSet::PhraseSet(std::span<std::string_view const> phrases)
{
    phrases_.reserve(phrases.size());
    for (std::string_view const phrase : phrases) {
        Phrase elements;
        each_part(phrase, ' ', [&](std::string_view element) { elements.push_back(read_element(element)); });
        phrases_.push_back(std::move(elements));
        index(phrases_.size() - 1);
    }
}

/** Under each word that the phrase may begin with, so that few phrases are tried at a word. */
void PhraseSet::index(std::size_t phrase)
{
    for (Element const &element : phrases_[phrase]) {
        if (element.kind == Kind::begins) continue;
        if (element.kind != Kind::word) {
            others_.push_back(phrase);
            return;
        }
        for (std::string_view const choice : element.choices) {
            if (choice.starts_with('*') || choice.starts_with('#')) {
                others_.push_back(phrase);
            } else if (choice.ends_with('*')) {
                by_letter_[choice.front()].push_back(phrase);
            } else {
                by_word_[choice].push_back(phrase);
            }
        }
        if (!element.optional) return;
    }
}

bool PhraseSet::matches(std::string_view choice, std::string_view word) noexcept
{
    if (choice.starts_with('*') && choice.ends_with('*')) {
        return word.find(choice.substr(1, choice.size() - 2)) != std::string_view::npos;
    }
    if (choice.starts_with('#')) return is_digit(word.front()) && word.ends_with(choice.substr(1));
    if (choice.ends_with('*')) return word.starts_with(choice.substr(0, choice.size() - 1));
    if (choice.starts_with('*')) return word.ends_with(choice.substr(1));
    return choice == word;
}

/** Where a match of `elements` that begins at `at` ends. */
std::optional<std::size_t> PhraseSet::match(std::span<Element const> elements, std::span<TextWord const> words,
                                            std::size_t at) const
{
    if (elements.empty()) return at;
    Element const &element = elements.front();
    auto const rest = elements.subspan(1);
    switch (element.kind) {
        case Kind::begins:
            return all_courtesy(words.first(at)) ? match(rest, words, at) : std::nullopt;
        case Kind::ends:
            return all_courtesy(words.subspan(at)) ? match(rest, words, at) : std::nullopt;
        case Kind::gap:
            for (std::size_t skipped = 0; skipped <= longest_gap && at + skipped <= words.size(); ++skipped) {
                if (auto const end = match(rest, words, at + skipped)) return end;
            }
            return std::nullopt;
        case Kind::word:
            break;
    }
    if (at < words.size()) {
        std::string_view const word = words[at].text;
        bool const fits = std::ranges::any_of(element.choices, [&](auto choice) { return matches(choice, word); });
        if (auto const end = fits ? match(rest, words, at + 1) : std::nullopt) return end;
    }
    bool const ends = element.or_ends && all_courtesy(words.subspan(at));
    return element.optional || ends ? match(rest, words, at) : std::nullopt;
}

std::optional<PhraseSet::Found> PhraseSet::find(std::span<TextWord const> words, std::size_t from) const
{
    for (std::size_t at = from; at < words.size(); ++at) {
        std::optional<std::size_t> longest;
        auto const attempt = [&](std::vector<std::size_t> const &candidates) {
            for (std::size_t const candidate : candidates) {
                auto const end = match(phrases_[candidate], words, at);
                if (end && *end > at && (!longest || *end > *longest)) longest = end;
            }
        };
        std::string_view const word = words[at].text;
        if (auto const found = by_word_.find(word); found != by_word_.end()) attempt(found->second);
        if (auto const found = by_letter_.find(word.front()); found != by_letter_.end()) attempt(found->second);
        attempt(others_);
        if (longest) return Found{at, *longest};
    }
    return std::nullopt;
}

bool PhraseSet::in(std::span<Clause const> clauses) const
{
    return std::ranges::any_of(clauses, [&](Clause const &clause) { return in(clause.words); });
}

bool is_courtesy(std::string_view word)
{
    static std::vector<std::string_view> const known = [] {
        std::vector<std::string_view> words;
        each_part(class_words("courtesy"), ' ', [&](std::string_view w) { words.push_back(w); });
        std::ranges::sort(words);
        return words;
    }();
    return std::ranges::binary_search(known, word);
}

}  // namespace automation::core::inbound
