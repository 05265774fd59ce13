#include "core/crm/name_capitals.hpp"

#include "core/base/unicode_case.hpp"
#include "core/base/utf8.hpp"

#include <algorithm>

namespace automation::core {

using namespace name_words;

void capitalize(NameParts &parts, std::string_view language)
{
    auto &names = parts.names;
    bool const small = std::ranges::none_of(names, [](NameToken const &word) { return word.letters.upper; });
    bool const large = std::ranges::all_of(names, [](NameToken const &word) {
        return !word.letters.lower && (word.letters.upper || word.letters.count == 0);
    });
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
    for (auto &word : parts.suffixes)
        if (small && word.is(generation)) word.text = capitalized_name(word.text, language);
    bool const as_written = is_one_of(language, "pl cs sk") && !large;
    for (auto &word : parts.titles) {
        bool const other_case = large ? word.in_capitals() : small && !word.letters.upper;
        if (!other_case || as_written) continue;
        word.text = is_small_title(key_of(word.text)) ? to_lower(word.text) : capitalized_name(word.text, language);
    }
}

std::string honorific_shown(NameToken const &word, std::string_view language)
{
    auto const key = key_of(word.text);
    if (key == "herrn" || (key == "hr" && language == "de")) return "Herr";
    if (key == "fr" && language == "de") return "Frau";
    if (key == "p" || key == "paní" || (key == "pan" && is_one_of(language, "cs sk"))) return word.text;
    std::string_view rest = word.text;
    std::string shown;
    append_code_point(shown, next_code_point(rest));
    return to_upper(shown) + (word.in_capitals() ? to_lower(rest) : std::string(rest));
}

}  // namespace automation::core
