#include "core/crm/name_parts.hpp"

#include "core/base/unicode_case.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace automation::core {
namespace {

using namespace name_words;
using Words = std::vector<NameToken>;

bool two_last_names(std::string_view language) noexcept
{
    return language == "es" || language == "pt" || language == "ca" || language == "gl";
}

bool all_of(Words const &words, unsigned classes)
{
    return std::ranges::all_of(words, [&](NameToken const &word) { return word.is(classes); });
}

bool in_capitals(Words const &words)
{
    return std::ranges::all_of(words,
                               [](NameToken const &word) { return word.in_capitals() || is_initial(word.text); });
}

/** True when `word` at `index` is in front of a name: an honorific or a title; a single letter needs its full stop. */
bool leads(Words const &words, std::size_t index, bool behind_title)
{
    auto const &word = words[index];
    bool const monsieur = word.text == "M" && word.is(honorific) && index + 1 < words.size();
    if (word.letters.count == 1 && !word.text.ends_with('.') && !monsieur) return false;
    if (word.is(honorific | with_first_name | title)) return true;
    return behind_title && is_title_behind_title(key_of(word.text));
}

/** How many words at `index` are one title or honorific of several: "h. c.", "n. med.", "De heer". */
std::size_t compound(Words const &words, std::size_t index, bool behind_title)
{
    if (index + 1 >= words.size()) return 0;
    auto const first = key_of(words[index].text);
    auto const second = key_of(words[index + 1].text);
    bool const honorary = first == "h" && second == "c" && words[index].text.ends_with('.');
    bool const medical = behind_title && first == "n" && words[index].text.ends_with('.');
    return honorary || medical || (first == "de" && second == "heer") ? 2 : 0;
}

/** Takes honorifics and titles off the front. */
void take_lead(Words &words, NameParts &parts)
{
    std::size_t index = 0;
    while (index < words.size()) {
        bool const behind_title = !parts.titles.empty();
        if (words[index].is(greeting) && index + 1 < words.size()) {
            ++index;
            continue;
        }
        auto const several = compound(words, index, behind_title);
        if (several == 0 && !leads(words, index, behind_title)) break;
        auto word = words[index];
        if (several == 2) (word.text += ' ') += words[index + 1].text;
        bool const is_honorific = word.is(honorific | with_first_name) || key_of(word.text) == "de heer";
        bool const honorific_first = is_honorific && !(behind_title && word.is(title));
        (honorific_first ? parts.honorifics : parts.titles).push_back(std::move(word));
        index += std::max<std::size_t>(several, 1);
    }
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(index));
}

std::vector<Words> segments_of(Words words)
{
    std::vector<Words> segments(1);
    for (auto &word : words) {
        bool const comma = word.comma;
        segments.back().push_back(std::move(word));
        if (comma) segments.emplace_back();
    }
    std::erase_if(segments, [](Words const &segment) { return segment.empty(); });
    return segments;
}

/** Behind a comma: degrees are left out, "Jr." is kept. */
void take_degrees(std::vector<Words> &segments, NameParts &parts)
{
    while (segments.size() > 1) {
        auto &last = segments.back();
        bool const after_one = segments.size() == 2 && segments[0].size() == 1;
        bool const written = std::ranges::any_of(last, [](NameToken const &word) {
            return word.letters.count > 2 || word.text.find('.') != std::string::npos;
        });
        if (!all_of(last, degree | generation) || (after_one && !written)) return;
        std::ranges::copy_if(last, std::back_inserter(parts.suffixes),
                             [](NameToken const &word) { return word.is(generation); });
        segments.pop_back();
    }
}

/** "Müller, Anna, Frau" */
void take_honorific_behind(std::vector<Words> &segments, NameParts &parts)
{
    if (segments.size() < 3 || !all_of(segments.back(), honorific)) return;
    parts.honorifics = std::move(segments.back());
    segments.pop_back();
}

/** Behind the name without a comma: "Jr.", "III", "PhD". */
void take_suffixes(NameParts &parts)
{
    auto &names = parts.names;
    while (names.size() > 1) {
        auto const &word = names.back();
        bool const certain = names.size() > 2 && key_of(word.text).find_first_of("djh") != std::string::npos;
        bool const degree_in_capitals = word.is(degree) && word.letters.upper &&
                                        (!word.letters.lower || word.text == "PhD") &&
                                        (certain || !names[0].in_capitals());
        bool const short_form = word.letters.count < 4 || names.size() > 2;
        if (!degree_in_capitals && !(word.is(generation) && short_form)) return;
        parts.suffixes.insert(parts.suffixes.begin(), word);
        names.pop_back();
    }
}

/** "Lee, Dr. Ann": the second segment, then what is left of the first. */
void reorder(std::vector<Words> segments, std::string_view language, NameParts &parts)
{
    auto &family = segments[0];
    auto &given = segments[1];
    auto const words = std::ranges::count_if(family, [](NameToken const &word) { return !word.is(particle); });
    bool const shouted = in_capitals(family) && !in_capitals(given);
    parts.sure = segments.size() == 2 && (words <= 1 || two_last_names(language) || shouted);
    take_lead(given, parts);
    parts.names = std::move(given);
    auto from = parts.names.size();
    while (from > 1 && parts.names[from - 1].is(particle))
        --from;
    if (from > 0) parts.last_from = from;
    for (auto &word : family) {
        if (shouted) word.text = capitalized_name(word.text, language);
        parts.names.push_back(std::move(word));
    }
}

/** French: what is all in capitals beside what is not is the last name. */
void order_by_capitals(std::string_view language, NameParts &parts)
{
    auto &names = parts.names;
    auto const mixed = [](NameToken const &word) { return word.letters.lower && word.letters.upper; };
    if (std::ranges::none_of(names, &NameToken::in_capitals) || std::ranges::none_of(names, mixed)) return;
    if (names[0].in_capitals()) {
        auto const given = std::ranges::find_if(names, mixed);
        auto const family = given - names.begin();
        std::rotate(names.begin(), given, names.end());
        parts.last_from = names.size() - static_cast<std::size_t>(family);
    } else {
        auto from = static_cast<std::size_t>(std::ranges::find_if(names, &NameToken::in_capitals) - names.begin());
        while (from > 1 && names[from - 1].is(particle))
            --from;
        parts.last_from = from;
    }
    for (auto &word : names) {
        if (!word.in_capitals()) continue;
        bool const small = word.is(particle) && &word != &names.front() && &word != &names.back();
        word.text = small ? to_lower(word.text) : capitalized_name(word.text, language);
        word.letters.lower = true;
    }
}

}  // namespace

NameParts name_parts(std::vector<NameToken> words, std::string_view language)
{
    NameParts parts;
    auto segments = segments_of(std::move(words));
    take_degrees(segments, parts);
    take_honorific_behind(segments, parts);
    take_lead(segments[0], parts);
    if (segments.size() == 1)
        parts.names = std::move(segments[0]);
    else if (segments[0].empty())
        parts.names = std::move(segments[1]);  // "Frau, Müller"
    else
        reorder(std::move(segments), language, parts);
    if (!parts.last_from) take_suffixes(parts);
    bool const by_capitals = language == "fr" && parts.names.size() > 1 && !parts.last_from;
    if (by_capitals) order_by_capitals(language, parts);
    return parts;
}

}  // namespace automation::core
