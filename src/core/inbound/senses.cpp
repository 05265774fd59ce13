#include "core/inbound/senses.hpp"

#include "core/inbound/phrase_set.hpp"
#include "core/inbound/sense_vocabulary.hpp"

#include <algorithm>
#include <vector>

namespace automation::core::inbound {

namespace {

/** Each of `parts` stands within `width` words, in any order, none of `without` near them, none of `never` at all. */
struct Shape {
    std::array<Senses, 4> parts{};
    std::size_t width = 0;
    Senses without = 0;
    Senses never = 0;
};

constexpr std::array<Shape, 32> requests{{
    {{any(Sense::cease), any(Sense::send)}, 7, any(Sense::first)},
    {{any(Sense::cease), any(Sense::mail)}, 7, any(Sense::first)},
    {{any(Sense::cease), any(Sense::send, Sense::mail), any(Sense::ask, Sense::me, Sense::my)}, 14},
    {{any(Sense::no), any(Sense::more), any(Sense::send)}, 7, any(Sense::first, Sense::needless)},
    {{any(Sense::no), any(Sense::more), any(Sense::send), any(Sense::me, Sense::my, Sense::want)},
     9,
     any(Sense::needless)},
    {{any(Sense::none), any(Sense::more), any(Sense::mail)}, 6, any(Sense::first)},
    {{any(Sense::none), any(Sense::more), any(Sense::mail), any(Sense::want, Sense::send, Sense::ask)}, 9},
    {{any(Sense::no), any(Sense::want), any(Sense::receive), any(Sense::mail, Sense::these)}, 9},
    {{any(Sense::no), any(Sense::want), any(Sense::receive), any(Sense::more)}, 9, 0, any(Sense::need)},
    {{any(Sense::no), any(Sense::want), any(Sense::mail), any(Sense::more, Sense::these)}, 8},
    {{any(Sense::no), any(Sense::want), any(Sense::newsletter)}, 5, 0, any(Sense::matter)},
    {{any(Sense::remove), any(Sense::me), any(Sense::from), any(Sense::list, Sense::mail)}, 9},
    {{any(Sense::remove), any(Sense::own, Sense::these, Sense::name), any(Sense::from), any(Sense::list)},
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
    {{any(Sense::revoke), any(Sense::consent)}, 6, 0, any(Sense::matter)},
    {{any(Sense::ask), any(Sense::erase), any(Sense::own), any(Sense::my)}, 8, any(Sense::first, Sense::mail)},
    {{any(Sense::may), any(Sense::erase), any(Sense::me)}, 4, any(Sense::first)},
    {{any(Sense::may), any(Sense::erase), any(Sense::own)}, 5, any(Sense::first, Sense::mail)},
    {{any(Sense::ask, Sense::may), any(Sense::unsubscribe), any(Sense::own)}, 7, any(Sense::first)},
    {{any(Sense::none), any(Sense::more), any(Sense::own), any(Sense::my)},
     6,
     any(Sense::first, Sense::need),
     any(Sense::want, Sense::receive)},
    {{any(Sense::none), any(Sense::more), any(Sense::reminder)}, 6, any(Sense::first), any(Sense::need)},
}};

constexpr std::array<Shape, 1> orders{
    {{{any(Sense::no), any(Sense::send), any(Sense::ask, Sense::me)}, 6, any(Sense::first)}}};

constexpr std::array<Shape, 1> refusals{{{{any(Sense::none), any(Sense::mail)}, 4}}};

/** These are no request, though they may be of the form of one. */
constexpr std::array<Shape, 1> needless_reminders{
    {{{any(Sense::no, Sense::needless), any(Sense::remind), any(Sense::need, Sense::needless)}, 8}}};

constexpr std::array<Shape, 2> reminders{{
    {{any(Sense::no, Sense::needless), any(Sense::reminder), any(Sense::want, Sense::need, Sense::more)}, 8},
    {{any(Sense::cease, Sense::remove), any(Sense::reminder)}, 7},
}};

constexpr std::array<Shape, 10> mentions{{
    {{any(Sense::none), any(Sense::want), any(Sense::mail)}, 4},
    {{any(Sense::needless), any(Sense::mail)}, 4},
    {{any(Sense::erase), any(Sense::name), any(Sense::my)}, 4},
    {{any(Sense::less), any(Sense::send, Sense::mail, Sense::reminder)}, 6},
    {{any(Sense::pause), any(Sense::mail, Sense::reminder)}, 7},
    {{any(Sense::pause), any(Sense::me)}, 5},
    {{any(Sense::cancel), any(Sense::mail)}, 3},
    {{any(Sense::unsubscribe), any(Sense::list, Sense::mail, Sense::me, Sense::reminder)}, 6},
    {{any(Sense::cease), any(Sense::receive), any(Sense::mail, Sense::these, Sense::more)}, 7},
    {{any(Sense::rather), any(Sense::channel), any(Sense::no), any(Sense::send)}, 9},
}};

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
    return std::ranges::any_of(shapes, [&](Shape const &shape) {
        return (all & shape.never) == 0 && holds(shape, all) && matches(shape, words, language);
    });
}

/** "no messages", "neither calls nor mails", and no other word. */
bool is_refusal(std::span<TextWord const> words, std::span<ByLanguage const> senses, std::size_t language, Senses all)
{
    constexpr std::size_t longest_refusal = 6;
    static constexpr auto conjunctions =
        std::to_array<std::string_view>({"and", "or", "nor", "und", "oder", "noch", "et", "ou", "ni", "y", "o", "e",
                                         "ne", "en", "of", "ani", "i", "nem"});
    constexpr Senses known = any(Sense::none, Sense::no, Sense::mail, Sense::ask, Sense::call);
    for (std::size_t at = 0; at < words.size(); ++at) {
        bool const joins = std::ranges::find(conjunctions, words[at].text) != conjunctions.end();
        if ((senses[at][language] & known) == 0 && !joins && !is_courtesy(words[at].text)) return false;
    }
    return words.size() <= longest_refusal && (all & any(Sense::none, Sense::no)) != 0 && (all & bit(Sense::mail)) != 0;
}

/** Of offers only, and not to send them: more of them may have been asked for, from others. */
bool is_of_offers(std::span<ByLanguage const> words, std::size_t language, Senses all)
{
    constexpr Senses other = any(Sense::unsubscribe, Sense::remove, Sense::send, Sense::receive, Sense::list,
                                 Sense::newsletter, Sense::me, Sense::my, Sense::own);
    if ((all & bit(Sense::offer)) == 0 || (all & other) != 0) return false;
    return std::ranges::none_of(words, [&](auto const &word) {
        return (word[language] & bit(Sense::mail)) != 0 && (word[language] & bit(Sense::offer)) == 0;
    });
}

/** "please no more" */
bool is_end(std::span<ByLanguage const> words, std::size_t language, Senses all)
{
    constexpr std::size_t longest_end = 4;
    constexpr Senses known = any(Sense::none, Sense::no, Sense::more, Sense::ask, Sense::these);
    return words.size() <= longest_end && (all & any(Sense::none, Sense::no)) != 0 && (all & bit(Sense::more)) != 0 &&
           std::ranges::all_of(words, [&](auto const &word) { return (word[language] & known) != 0; });
}

/** "bitte löschen", "borren el número" */
bool is_erasure(std::span<ByLanguage const> words, std::size_t language, Senses all)
{
    constexpr std::size_t longest_erasure = 5;
    constexpr Senses known = any(Sense::erase, Sense::ask, Sense::these, Sense::off, Sense::my, Sense::own);
    auto const others = std::ranges::count_if(words, [&](auto const &word) { return (word[language] & known) == 0; });
    bool const mail = (all & bit(Sense::mail)) != 0;
    bool const own = !mail && (all & bit(Sense::own)) != 0;
    return words.size() <= longest_erasure && !mail && (all & bit(Sense::erase)) != 0 && others <= (own ? 1 : 0);
}

/** "raus aus dem Verteiler": in this order. */
bool is_way_out(std::span<ByLanguage const> words, std::size_t language)
{
    constexpr std::size_t longest = 5;
    if (words.size() > longest) return false;
    bool out = false;
    bool from = false;
    for (ByLanguage const &word : words) {
        from = from || (out && (word[language] & bit(Sense::from)) != 0);
        if (from && (word[language] & bit(Sense::list)) != 0) return true;
        constexpr Senses both = any(Sense::off, Sense::from);  // "raus"
        out = out || (word[language] & bit(Sense::off)) != 0;
        from = from || (word[language] & both) == both;
    }
    return false;
}

/** "baja newsletter", "a supprimer de la liste svp": hardly a word says anything else. */
bool is_note(std::span<ByLanguage const> words, std::size_t language, Senses all)
{
    constexpr Senses known =
        any(Sense::unsubscribe, Sense::remove, Sense::erase, Sense::cancel, Sense::list, Sense::newsletter, Sense::mail,
            Sense::from, Sense::me, Sense::my, Sense::own, Sense::ask, Sense::these);
    constexpr std::size_t longest_note = 8;
    constexpr std::size_t shortest_note = 3;  // "bitte um Abmeldung"
    if (words.size() > longest_note) return false;
    auto const has = [&](Sense sense) { return (all & bit(sense)) != 0; };
    if (has(Sense::unsubscribe) && (words.size() == 1 || (has(Sense::ask) && words.size() <= shortest_note)))
        return true;
    auto const others = std::ranges::count_if(words, [&](auto const &word) { return (word[language] & known) == 0; });
    bool const addressed = (all & any(Sense::me, Sense::my, Sense::own, Sense::ask, Sense::these)) != 0;
    bool const takes_off = (has(Sense::remove) || has(Sense::erase)) && has(Sense::from) && (addressed || others == 0);
    bool const of_list = has(Sense::list) || has(Sense::newsletter);
    bool const leaves = of_list && (takes_off || has(Sense::unsubscribe));
    bool const ends = has(Sense::newsletter) && (has(Sense::cancel) || has(Sense::erase));
    bool const person = has(Sense::erase) && has(Sense::me);
    return ((leaves || ends) && others <= 2) || (person && others <= 1) || is_way_out(words, language);
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
        if (matches_any(needless_reminders, senses, language, all)) {
            found.reminder = true;
            continue;
        }
        bool const asks = matches_any(requests, senses, language, all) || is_note(senses, language, all) ||
                          is_refusal(words, senses, language, all);
        (is_of_offers(senses, language, all) ? found.mentions : found.asks) |= asks;
        found.of_mail = found.of_mail || (all & bit(Sense::mail)) != 0;
        found.of_list = found.of_list || (all & bit(Sense::list)) != 0;
        found.of_entry = found.of_entry || (all & any(Sense::own, Sense::list)) != 0;
        found.ends = found.ends || is_end(senses, language, all);
        found.erases = found.erases || is_erasure(senses, language, all);
        found.refuses = found.refuses || matches_any(refusals, senses, language, all);
        found.forbids = found.forbids || matches_any(orders, senses, language, all);
        found.mentions = found.mentions || matches_any(mentions, senses, language, all);
        found.ends_reminders = found.ends_reminders || matches_any(reminders, senses, language, all);
    }
    found.reminder = found.reminder || found.ends_reminders;
    return found;
}

}  // namespace automation::core::inbound
