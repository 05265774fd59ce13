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

/** The first letters of a word, as a key; of short ones the first alone. */
std::uint32_t beginning_of(std::string_view word, bool one) noexcept
{
    constexpr std::size_t letters = 3;
    std::uint32_t key = 0;
    for (char const c : word.substr(0, one ? 1 : letters))
        key = key << 8U | static_cast<unsigned char>(c);
    return key;
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

PhraseSet::Choices PhraseSet::read_choices(std::string_view text, char separator)
{
    Choices choices;
    each_part(text, separator, [&](std::string_view choice) {
        bool const part = choice.starts_with('*') || choice.ends_with('*') || choice.starts_with('#');
        if (choice != "$" && !choice.starts_with('@')) (part ? choices.parts : choices.words).push_back(choice);
    });
    std::ranges::sort(choices.words);
    return choices;
}

/** Read once: many phrases name the same few classes. */
PhraseSet::Choices const *PhraseSet::class_choices(std::string_view name)
{
    static std::unordered_map<std::string_view, Choices> const classes = [] {
        std::unordered_map<std::string_view, Choices> all;
        for (PhraseClass const &known : word_classes())
            all.emplace(known.name, read_choices(known.words, ' '));
        return all;
    }();
    auto const found = classes.find(name);
    return found == classes.end() ? nullptr : &found->second;
}

PhraseSet::Element PhraseSet::read_element(std::string_view text)
{
    Element element;
    if (text == "~") {
        element.kind = Kind::gap;
        element.optional = true;
    } else if (text == "^") {
        element.kind = Kind::begins;
    } else if (text == "$") {
        element.kind = Kind::ends;
    }
    if (element.kind != Kind::word) return element;
    element.optional = text.ends_with('?');
    if (element.optional) text.remove_suffix(1);
    element.own = read_choices(text, '|');
    each_part(text, '|', [&](std::string_view choice) {
        element.or_ends = element.or_ends || choice == "$";
        Choices const *known = choice.starts_with('@') ? class_choices(choice.substr(1)) : nullptr;
        if (known != nullptr) element.classes.push_back(known);
    });
    return element;
}

bool PhraseSet::Choices::fit(std::string_view word) const
{
    return std::ranges::binary_search(words, word) ||
           std::ranges::any_of(parts, [&](std::string_view part) { return matches(part, word); });
}

bool PhraseSet::Element::fits(std::string_view word) const
{
    return own.fit(word) || std::ranges::any_of(classes, [&](Choices const *known) { return known->fit(word); });
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
        index(phrase, element.own);
        for (Choices const *known : element.classes)
            index(phrase, *known);
        if (!element.optional) return;
    }
}

void PhraseSet::index(std::size_t phrase, Choices const &choices)
{
    for (std::string_view const word : choices.words)
        by_word_[word].push_back(phrase);
    for (std::string_view const part : choices.parts) {
        if (part.starts_with('*') || part.starts_with('#')) {
            others_.push_back(phrase);
        } else {
            by_beginning_[beginning_of(part, part.find('*') < 3)].push_back(phrase);
        }
    }
}

bool PhraseSet::matches(std::string_view choice, std::string_view word) noexcept
{
    if (choice.starts_with('*') && choice.ends_with('*')) {
        return word.find(choice.substr(1, choice.size() - 2)) != std::string_view::npos;
    }
    if (choice.starts_with('#')) {
        auto const end = choice.substr(1);
        return is_digit(word.front()) && (end == "*" || word.ends_with(end));
    }
    if (choice.ends_with('*')) return word.starts_with(choice.substr(0, choice.size() - 1));
    if (choice.starts_with('*')) return word.ends_with(choice.substr(1));
    return choice == word;
}

/** Where a match of `elements` that begins at `at` ends. Behind words of a gap "x|$" is x: they would end the clause.
 */
std::optional<std::size_t> PhraseSet::match(std::span<Element const> elements, std::span<TextWord const> words,
                                            std::size_t at, bool may_end) const
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
                if (auto const end = match(rest, words, at + skipped, skipped == 0)) return end;
            }
            return std::nullopt;
        case Kind::word:
            break;
    }
    if (at < words.size()) {
        std::string_view const word = words[at].text;
        if (auto const end = element.fits(word) ? match(rest, words, at + 1) : std::nullopt) return end;
    }
    bool const ends = may_end && element.or_ends && all_courtesy(words.subspan(at));
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
        for (bool const one : {true, false}) {
            auto const found = by_beginning_.find(beginning_of(word, one));
            if (found != by_beginning_.end()) attempt(found->second);
        }
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
