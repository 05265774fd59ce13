#include "core/inbound/senses.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

namespace automation::core::inbound {

namespace {

using Senses = std::uint32_t;
using ByLanguage = std::array<Senses, language_count>;

enum Language : std::size_t { english, german, french, spanish, italian, dutch, polish, portuguese };

constexpr Senses bit(Sense sense) noexcept
{
    return Senses{1} << static_cast<unsigned>(sense);
}

template <typename... More>
constexpr Senses any(Sense first, More... more) noexcept
{
    return (bit(first) | ... | bit(more));
}

/** Each of `parts` stands within `width` words, in any order, and none of `without`. */
struct Shape {
    std::array<Senses, 4> parts{};
    std::size_t width = 0;
    Senses without = 0;
};

constexpr std::array<Shape, 24> requests{{
    {{any(Sense::cease), any(Sense::send)}, 7, any(Sense::first)},
    {{any(Sense::cease), any(Sense::mail)}, 7, any(Sense::first)},
    {{any(Sense::cease), any(Sense::send, Sense::mail), any(Sense::ask, Sense::me, Sense::my)}, 14},
    {{any(Sense::no), any(Sense::more), any(Sense::send)}, 7, any(Sense::first, Sense::needless)},
    {{any(Sense::no), any(Sense::more), any(Sense::send), any(Sense::me, Sense::my, Sense::want)},
     9,
     any(Sense::needless)},
    {{any(Sense::none), any(Sense::more), any(Sense::mail)}, 6, any(Sense::first)},
    {{any(Sense::none), any(Sense::more), any(Sense::mail), any(Sense::want, Sense::send, Sense::ask)}, 9},
    {{any(Sense::no), any(Sense::want), any(Sense::receive), any(Sense::mail, Sense::more, Sense::these)}, 9},
    {{any(Sense::no), any(Sense::want), any(Sense::mail), any(Sense::more, Sense::these)}, 8},
    {{any(Sense::remove), any(Sense::me), any(Sense::from), any(Sense::list, Sense::mail)}, 9},
    {{any(Sense::remove), any(Sense::own, Sense::these), any(Sense::from), any(Sense::list, Sense::mail)},
     9,
     any(Sense::first)},
    {{any(Sense::remove), any(Sense::own), any(Sense::list), any(Sense::ask, Sense::want)}, 10},
    {{any(Sense::remove), any(Sense::me), any(Sense::off)}, 6},
    {{any(Sense::remove), any(Sense::own), any(Sense::off), any(Sense::ask, Sense::my)}, 6},
    {{any(Sense::unsubscribe), any(Sense::me)}, 4},
    {{any(Sense::unsubscribe), any(Sense::ask), any(Sense::list, Sense::mail)}, 6},
    {{any(Sense::needless), any(Sense::send, Sense::mail), any(Sense::more, Sense::send)}, 7, any(Sense::call)},
    {{any(Sense::cease), any(Sense::receive), any(Sense::ask, Sense::want), any(Sense::mail, Sense::these)}, 9},
    {{any(Sense::ask), any(Sense::erase), any(Sense::from), any(Sense::list)}, 5},
    {{any(Sense::ask), any(Sense::erase), any(Sense::own)}, 5},
    {{any(Sense::erase), any(Sense::own), any(Sense::my)}, 4},
    {{any(Sense::ask), any(Sense::erase), any(Sense::me)}, 4},
    {{any(Sense::cancel), any(Sense::newsletter)}, 5},
    {{any(Sense::revoke), any(Sense::consent)}, 6},
}};

constexpr std::array<Shape, 1> orders{
    {{{any(Sense::no), any(Sense::send), any(Sense::ask, Sense::me)}, 6, any(Sense::first)}}};

constexpr std::array<Shape, 6> mentions{{
    {{any(Sense::none), any(Sense::want), any(Sense::mail)}, 4},
    {{any(Sense::needless), any(Sense::mail)}, 4},
    {{any(Sense::less), any(Sense::send, Sense::mail)}, 6},
    {{any(Sense::unsubscribe), any(Sense::list, Sense::mail, Sense::me)}, 6},
    {{any(Sense::cease), any(Sense::receive), any(Sense::mail, Sense::these, Sense::more)}, 7},
    {{any(Sense::rather), any(Sense::channel), any(Sense::no), any(Sense::send)}, 9},
}};

/** All words that have a sense, of all languages. */
class Vocabulary {
 public:
    Vocabulary()
    {
        add(english, english_senses());
        add(german, german_senses());
        add(french, french_senses());
        add(spanish, spanish_senses());
        add(italian, italian_senses());
        add(dutch, dutch_senses());
        add(polish, polish_senses());
        add(portuguese, portuguese_senses());
    }

    /** Adds what two words with "_" between them mean to `out`. */
    void look_up_pair(std::string_view words, ByLanguage &out) const { join(words_, words, out); }

    /** Adds what `word` means to `out`. */
    void look_up(std::string_view word, ByLanguage &out) const
    {
        join(words_, word, out);
        for (std::size_t size = 3; size <= std::min<std::size_t>(word.size(), longest_part); ++size) {
            join(beginnings_, word.substr(0, size), out);
            join(endings_, word.substr(word.size() - size), out);
        }
    }

 private:
    using Map = std::unordered_map<std::string_view, ByLanguage>;
    static constexpr std::size_t longest_part = 14;

    void add(Language language, std::span<SenseWords const> table)
    {
        for (SenseWords const &row : table) {
            for (auto rest = row.words; !rest.empty();) {
                auto const end = std::min(rest.find(' '), rest.size());
                add(language, row.sense, rest.substr(0, end));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
    }
    void add(Language language, Sense sense, std::string_view word)
    {
        Map &map = word.ends_with('*') ? beginnings_ : word.starts_with('*') ? endings_ : words_;
        if (word.ends_with('*')) word.remove_suffix(1);
        if (word.starts_with('*')) word.remove_prefix(1);
        map[word][language] |= bit(sense);
    }
    static void join(Map const &map, std::string_view word, ByLanguage &out)
    {
        auto const found = map.find(word);
        if (found == map.end()) return;
        for (std::size_t language = 0; language < language_count; ++language)
            out[language] |= found->second[language];
    }

    Map words_, beginnings_, endings_;
};

/** "menvoyer", "nenvoyez", "dellelenco": the small word in front of an apostrophe has a sense of its own. */
struct Elision {
    std::string_view letters;
    Language language;
    Senses senses;
};
constexpr std::array<Elision, 9> elisions{{{"m", french, bit(Sense::me)},
                                           {"n", french, bit(Sense::no)},
                                           {"d", french, bit(Sense::from)},
                                           {"l", french, 0},
                                           {"j", french, bit(Sense::first)},
                                           {"dell", italian, bit(Sense::from)},
                                           {"dall", italian, bit(Sense::from)},
                                           {"m", italian, bit(Sense::me)},
                                           {"l", italian, 0}}};

void look_up_elided(Vocabulary const &vocabulary, std::string_view word, ByLanguage &out)
{
    for (Elision const &elision : elisions) {
        if (!word.starts_with(elision.letters) || word.size() < elision.letters.size() + 4) continue;
        ByLanguage inner{};
        vocabulary.look_up(word.substr(elision.letters.size()), inner);
        if (inner[elision.language] != 0) out[elision.language] |= inner[elision.language] | elision.senses;
    }
}

/** "borrenme", "sacarnos", "toglietemi": the person is written behind the verb. */
void look_up_attached(std::string_view word, ByLanguage &out)
{
    constexpr Senses verbs = any(Sense::remove, Sense::send, Sense::unsubscribe);
    bool const spanish_person = word.ends_with("me") || word.ends_with("nos");
    bool const italian_person = word.ends_with("mi") || word.ends_with("ci");
    if (spanish_person && (out[spanish] & verbs) != 0) out[spanish] |= bit(Sense::me);
    if (italian_person && (out[italian] & verbs) != 0) out[italian] |= bit(Sense::me);
}

std::vector<ByLanguage> senses_of(std::span<TextWord const> words)
{
    static Vocabulary const vocabulary;
    std::vector<ByLanguage> out(words.size());
    for (std::size_t at = 0; at < words.size(); ++at) {
        std::string_view const word = words[at].text;
        vocabulary.look_up(word, out[at]);
        look_up_elided(vocabulary, word, out[at]);
        look_up_attached(word, out[at]);
        if (at + 1 < words.size() && word.size() + words[at + 1].text.size() < 24) {
            vocabulary.look_up_pair(words[at].text + "_" + words[at + 1].text, out[at]);
        }
    }
    return out;
}

bool holds(Shape const &shape, Senses senses) noexcept
{
    return std::ranges::all_of(shape.parts, [&](Senses part) { return part == 0 || (senses & part) != 0; });
}

/** The senses of a shape that must not be there are looked for in front of it, too: "I can no more". */
bool matches(Shape const &shape, std::span<ByLanguage const> words, std::size_t language)
{
    constexpr std::size_t in_front = 3;
    for (std::size_t first = 0; first < words.size(); ++first) {
        Senses before = 0;
        for (std::size_t at = first - std::min(first, in_front); at < first; ++at)
            before |= words[at][language];
        Senses senses = 0;
        auto const end = std::min(words.size(), first + shape.width);
        for (std::size_t at = first; at < end && !holds(shape, senses); ++at)
            senses |= words[at][language];
        if (holds(shape, senses) && ((before | senses) & shape.without) == 0) return true;
    }
    return false;
}

bool matches_any(std::span<Shape const> shapes, std::span<ByLanguage const> words, std::size_t language, Senses all)
{
    return std::ranges::any_of(
        shapes, [&](Shape const &shape) { return holds(shape, all) && matches(shape, words, language); });
}

/** "baja newsletter", "a supprimer de la liste svp": hardly a word says anything else. */
bool is_note(std::span<ByLanguage const> words, std::size_t language, Senses all)
{
    constexpr Senses known =
        any(Sense::unsubscribe, Sense::remove, Sense::erase, Sense::cancel, Sense::list, Sense::newsletter, Sense::mail,
            Sense::from, Sense::me, Sense::my, Sense::own, Sense::ask, Sense::these);
    constexpr std::size_t longest_note = 8;
    if (words.size() > longest_note) return false;
    bool const takes_off = (all & bit(Sense::remove)) != 0 && (all & bit(Sense::from)) != 0;
    bool const leaves = takes_off || (all & any(Sense::unsubscribe, Sense::erase, Sense::cancel)) != 0;
    bool const list = leaves && (all & any(Sense::list, Sense::newsletter)) != 0;
    bool const person = (all & bit(Sense::erase)) != 0 && (all & bit(Sense::me)) != 0;
    auto const others = std::ranges::count_if(words, [&](auto const &word) { return (word[language] & known) == 0; });
    return (list && others <= 2) || (person && others <= 1);
}

}  // namespace

ClauseSense sense_of(std::span<TextWord const> words)
{
    ClauseSense found;
    auto const senses = senses_of(words);
    for (std::size_t language = 0; language < language_count; ++language) {
        Senses all = 0;
        for (ByLanguage const &word : senses)
            all |= word[language];
        if (all == 0) continue;
        found.asks = found.asks || matches_any(requests, senses, language, all) || is_note(senses, language, all);
        found.of_mail = found.of_mail || (all & any(Sense::mail, Sense::newsletter)) != 0;
        found.forbids = found.forbids || matches_any(orders, senses, language, all);
        found.mentions = found.mentions || matches_any(mentions, senses, language, all);
    }
    return found;
}

}  // namespace automation::core::inbound
