#include "core/crm/name_words.hpp"

#include "core/base/unicode_case.hpp"
#include "core/base/utf8.hpp"
#include "core/crm/name_words_organisations.hpp"
#include "core/crm/name_words_persons.hpp"
#include "core/crm/name_words_placeholders.hpp"
#include "core/crm/name_words_titles.hpp"

namespace automation::core::name_words {
namespace {

bool is_upper(std::string_view word)
{
    return to_upper(word) == word && to_lower(word) != word;
}

bool is_honorific(std::string_view key, std::string_view language)
{
    if (holds(titles_of_languages, key, language)) return false;  // "mr." of a Dutch lawyer
    return holds(honorifics, key) || holds(honorifics_of_languages, key, language);
}

bool is_title(std::string_view key, bool dotted, std::string_view language)
{
    return holds(titles, key) || holds(titles_of_languages, key, language) || (dotted && holds(dotted_titles, key));
}

/** In capitals a single letter is an initial, but in the languages that join with it. */
bool is_joiner(std::string_view word, std::string_view key, std::string_view language)
{
    if (!holds(joiners, key) && !holds(joiners_of_languages, key, language)) return false;
    if (count_code_points(key) == 1 && (is_upper(word) || key == "a"))
        return holds(joiners_of_languages, key, language);
    return key != "en" || word != "En";
}

bool is_organisation(std::string_view word, std::string_view key)
{
    if (holds(legal_forms, key) || holds(organisations, key)) return true;
    if (holds(legal_initials, key)) return word == to_upper(key);
    for (auto const end : organisation_ends)
        if (key.size() >= end.size() + 3 && key.ends_with(end)) return true;
    return false;
}

/** "aaa", "xxx": a letter that was held down. */
bool is_one_letter(std::string_view key)
{
    if (key.size() < 3) return false;
    return key.find_first_not_of(key.front()) == std::string_view::npos && key != "iii";
}

}  // namespace

std::string key_of(std::string_view word)
{
    auto key = to_lower(word);
    while (key.ends_with('.'))
        key.pop_back();
    return key;
}

unsigned classes_of(std::string_view word, std::string_view language)
{
    auto const key = key_of(word);
    bool const dotted = word.ends_with('.');
    unsigned classes = 0;
    auto const add = [&](bool holds, Class one) { classes |= holds ? static_cast<unsigned>(one) : 0U; };
    add(is_honorific(key, language), honorific);
    add(holds(honorifics_before_first_names, key, language), with_first_name);
    add(holds(honorifics_behind_names, key), behind_name);
    add(is_title(key, dotted, language), title);
    add(holds(degrees, key), degree);
    add(holds(generations, key), generation);
    add(holds(particles, key), particle);
    add(!dotted || key == "u" ? is_joiner(word, key, language) : false, joiner);
    add(holds(joiners_of_last_names, key, language), joins_last_names);
    add(holds(no_names, key) || is_one_letter(key), no_name);
    add(holds(roles, key) || holds(greetings, key), role);
    add(is_organisation(word, key), organisation);
    add(holds(families, key), family);
    add(holds(greetings, key), greeting);
    add(holds(courtesies, key), courtesy);
    return classes;
}

bool is_placeholder_phrase(std::string_view keys) noexcept
{
    return holds(placeholder_phrases, keys);
}

bool is_small_title(std::string_view key) noexcept
{
    return holds(small_titles, key);
}

bool is_title_behind_title(std::string_view key) noexcept
{
    return holds(titles_behind_titles, key);
}

}  // namespace automation::core::name_words
