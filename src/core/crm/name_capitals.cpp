#include "core/crm/name_capitals.hpp"

#include "core/base/unicode_case.hpp"
#include "core/base/utf8.hpp"

#include <algorithm>

namespace automation::core {

using namespace name_words;

namespace {

/* How the whole name is written. */
struct Written {
    bool small;  ///< without a capital letter
    bool large;  ///< in capitals
};

void capitalize_names(std::vector<NameToken> &names, Written written, std::string_view language)
{
    auto const [small, large] = written;
    for (auto &word : names) {
        bool const last = &word == &names.back();
        bool const stays_small = word.is(joiner) || (word.is(particle) && !last);
        if (is_initial(word.text) && !word.is(joiner))
            word.text = small ? to_upper(word.text) : word.text;
        else if ((small || large) && stays_small)
            word.text = to_lower(word.text);
        else if (small || large || (&word == &names.front() && !word.letters.upper && !stays_small))
            word.text = capitalized_name(word.text, language);
    }
}

void capitalize_titles(std::vector<NameToken> &titles, Written written, std::string_view language)
{
    if (is_one_of(language, "pl cs sk") && !written.large) {
        return;
    }
    for (auto &word : titles) {
        bool const other_case = written.large ? word.in_capitals() : written.small && !word.letters.upper;
        if (other_case) {
            word.text = is_small_title(key_of(word.text)) ? to_lower(word.text) : capitalized_name(word.text, language);
        }
    }
}

}  // namespace

void capitalize(NameParts &parts, std::string_view language)
{
    Written const written{
        .small = std::ranges::none_of(parts.names, [](NameToken const &word) { return word.letters.upper; }),
        .large = std::ranges::all_of(parts.names, [](NameToken const &word) {
            return !word.letters.lower && (word.letters.upper || word.letters.count == 0);
        })};
    capitalize_names(parts.names, written, language);
    for (auto &word : parts.suffixes)
        if (written.small && word.is(generation)) word.text = capitalized_name(word.text, language);
    capitalize_titles(parts.titles, written, language);
}

std::string honorific_shown(NameToken const &word, std::string_view language)
{
    auto const key = key_of(word.text);
    if (key == "herrn" || (key == "hr" && language == "de")) return "Herr";
    if (key == "frau" || (key == "fr" && language == "de")) return "Frau";
    if (key == "herr") return "Herr";
    if (key == "m" && language == "fr") return "M.";
    if (key == "p" || key == "paní" || (key == "pan" && is_one_of(language, "cs sk"))) return word.text;
    std::string_view rest = word.text;
    std::string shown;
    append_code_point(shown, next_code_point(rest));
    return to_upper(shown) + (word.in_capitals() ? to_lower(rest) : std::string(rest));
}

}  // namespace automation::core
