#include "core/crm/person_name.hpp"

#include "core/base/strings.hpp"
#include "core/base/utf8.hpp"
#include "core/crm/name_additions.hpp"
#include "core/crm/name_capitals.hpp"
#include "core/crm/name_kind.hpp"
#include "core/crm/name_parts.hpp"

#include <algorithm>

namespace automation::core {
namespace {

using namespace name_words;

constexpr std::size_t longest_stored = 2'000;  // bytes
constexpr std::size_t longest_name = 100;      // characters
constexpr int longest_word = 40;

std::string primary_of(std::string_view language)
{
    return lower_ascii(language.substr(0, language.find_first_of("-_")));
}

PersonName as_stored(std::string_view visible, std::vector<NameToken> const &words)
{
    PersonName name;
    bool const cut_off = words.front().is(joiner) || words.back().is(joiner);
    while (visible.ends_with(',') || visible.ends_with(' '))
        visible.remove_suffix(1);
    bool const clean = visible.find('@') == std::string_view::npos && visible.find("://") == std::string_view::npos;
    if (!cut_off && clean) name.salutation = std::string(visible);
    return name;
}

void append_words(std::string &out, std::vector<NameToken> const &words, std::size_t from = 0)
{
    for (auto i = from; i < words.size(); ++i)
        (out += out.empty() ? "" : " ") += words[i].text;
}

/** Where the last name begins; nothing when it would be a guess. */
std::optional<std::size_t> last_name_at(NameParts const &parts, std::string_view language)
{
    auto const &names = parts.names;
    auto const &end = names.back();
    bool const addressed = !parts.honorifics.empty() || !parts.titles.empty();
    if (!parts.sure || end.odd() || is_initial(end.text) || end.is(behind_name)) return std::nullopt;
    if (parts.last_from) return parts.last_from;
    if (names.size() == 1) return addressed ? std::optional<std::size_t>(0) : std::nullopt;
    if (is_one_of(language, "hu vi zh ja ko")) return std::nullopt;
    auto const small =
        std::ranges::find_if(names.begin(), names.end() - 1, [](auto const &word) { return word.is(particle); });
    auto const at = static_cast<std::size_t>(small - names.begin());
    bool const two = is_one_of(language, "es pt ca gl") && at > 1;
    bool const joined = std::ranges::any_of(names, [](NameToken const &word) { return word.is(joiner); });
    return two || joined ? std::nullopt : std::optional(at);
}

/** True when the word may be used as a first name, whatever stands beside it. */
bool may_be_first(NameToken const &word)
{
    bool const known = !word.is(no_name | role) && !word.odd() && !is_initial(word.text) && !word.text.ends_with('.');
    bool const readable = word.letters.vowel && !word.letters.family_first && word.letters.count <= longest_word;
    return known && readable;
}

/** A Slavic last name by its end; the first of two words may be one in lists and registers. */
bool is_family_name(std::string_view key, std::string_view language)
{
    constexpr std::string_view ends[] = {"ová", "ова", "ева", "ский", "ская", "енко", "ović", "ević", "oğlu"};
    constexpr std::string_view polish[] = {"ski", "ska", "cki", "cka", "dzki", "dzka", "czyk", "wicz"};
    auto const at_end = [&](std::string_view end) { return key.size() > end.size() + 2 && key.ends_with(end); };
    return std::ranges::any_of(ends, at_end) || (language == "pl" && std::ranges::any_of(polish, at_end));
}

bool has_first_name(NameParts const &parts, std::string_view language)
{
    auto const &names = parts.names;
    auto const &word = names.front();
    bool const before_first = !parts.honorifics.empty() && parts.honorifics.back().is(with_first_name);
    auto const honorifics =
        std::ranges::count_if(parts.honorifics, [](NameToken const &other) { return !other.is(courtesy); });
    if (!parts.sure || !may_be_first(word) || (honorifics > 1 && !before_first)) return false;
    if (names.size() == 1) {
        bool const alone = parts.honorifics.empty() && parts.titles.empty() && parts.suffixes.empty();
        return alone || (before_first && parts.titles.empty());
    }
    bool const family_first =
        std::ranges::any_of(names, [](NameToken const &other) { return other.letters.family_first; });
    bool const honorific_inside = std::any_of(names.begin() + 1, names.end() - 1, [](NameToken const &other) {
        return other.is(honorific) && !other.is(generation);
    });
    if (word.is(particle) || honorific_inside || family_first) return false;
    if (parts.last_from) return true;
    if (is_family_name(key_of(word.text), language)) return false;
    bool const family_in_capitals = word.in_capitals() && std::ranges::any_of(names, [](NameToken const &other) {
                                        return other.letters.lower && !other.is(particle);
                                    });
    return !family_in_capitals && !is_one_of(language, "hu vi zh ja ko");
}

/** "Herr Graf", "Herr Professor": a title written out that may be the last name. */
PersonName of_titles(NameParts const &parts, std::string_view language)
{
    PersonName name;
    if (parts.honorifics.size() != 1 || parts.titles.empty()) return name;
    if (!is_written_out(parts.titles.back())) return name;
    auto shown = honorific_shown(parts.honorifics[0], language);
    for (auto const &word : parts.titles)
        (shown += ' ') += word.letters.upper ? word.text : capitalized_name(word.text, language);
    name.salutation = shown;
    return name;
}

PersonName of_person(NameParts parts, std::string_view language)
{
    auto &names = parts.names;
    bool const addressed = !parts.honorifics.empty() || !parts.titles.empty();
    bool const unusable = std::ranges::all_of(names, [](NameToken const &word) {
        return word.odd() || word.is(no_name) || word.letters.count > longest_word;
    });
    if (unusable) return {};
    bool const sign_alone = names.size() == 1 && !addressed && (is_initial(names[0].text) || !names[0].letters.vowel);
    if (sign_alone) return {};

    PersonName name;
    bool const first = has_first_name(parts, language);
    capitalize(parts, language);
    auto const at = last_name_at(parts, language);
    bool const with_first = !parts.honorifics.empty() && parts.honorifics.back().is(with_first_name);
    if (first) name.first = names.front().text;
    std::string shown;
    for (auto const &word : parts.honorifics)
        (shown += shown.empty() ? "" : " ") += honorific_shown(word, language);
    bool const by_last_name = at && !parts.honorifics.empty() && !with_first;
    append_words(shown, parts.titles);
    append_words(shown, names, by_last_name ? *at : 0);
    if (!by_last_name) append_words(shown, parts.suffixes);
    name.salutation = shown;
    if (!at || (with_first && names.size() == 1)) return name;
    name.last.emplace();
    append_words(*name.last, names, *at);
    return name;
}

/** "Ann Lee": two words of ASCII letters, a capital and small ones, which stand in no table. */
bool is_plain(std::string_view stored, std::string_view language)
{
    auto const word = [&](std::string_view text) {
        if (text.size() < 2 || text.size() > 15 || text[0] < 'A' || text[0] > 'Z') return false;
        bool const small = std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        return small && text.find_first_of("AEIOUYaeiouy") != std::string_view::npos && classes_of(text, language) == 0;
    };
    auto const blank = stored.find(' ');
    return blank != std::string_view::npos && !is_one_of(language, "hu vi zh ja ko pl") &&
           word(stored.substr(0, blank)) && word(stored.substr(blank + 1));
}

}  // namespace

PersonName person_name(std::string_view stored, std::string_view tag)
{
    auto const language = primary_of(tag);
    stored = trim(stored);
    if (stored.size() > longest_stored || stored.find("</") != std::string_view::npos) return {};
    auto const visible = without_additions(visible_name(stored), language);
    if (count_code_points(visible) > longest_name || visible.find("\xEF\xBF\xBD") != std::string::npos) return {};
    auto tokens = name_tokens(visible, language);
    bool const first_is_empty = drop_empty_fields(tokens.words) || stored.find_first_of("{[<") == 0;
    drop_full_stop(tokens.words);
    if (tokens.words.empty() || is_placeholder(tokens.words)) return {};
    if (is_group(tokens)) return as_stored(visible, tokens.words);
    auto parts = name_parts(tokens.words, language);
    if (parts.names.empty()) return of_titles(parts, language);
    if (!parts.sure) return as_stored(visible, tokens.words);
    auto name = of_person(std::move(parts), language);
    if (first_is_empty) name.first.reset();
    return name;
}

std::optional<std::string> first_name(std::string_view stored, std::string_view tag)
{
    if (is_plain(stored, primary_of(tag))) return std::string(stored.substr(0, stored.find(' ')));
    return person_name(stored, tag).first;
}

}  // namespace automation::core
