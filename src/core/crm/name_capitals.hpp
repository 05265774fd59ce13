/* name_capitals.hpp — how the parts of a name are written: capitals, and honorifics written out.
 */
#pragma once
#include "core/crm/name_parts.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** True when `language`, of two letters, is one of `languages`, which are parted by blanks. */
[[nodiscard]] inline bool is_one_of(std::string_view language, std::string_view languages) noexcept
{
    return language.size() == 2 && languages.find(language) != std::string_view::npos;
}

/** Capitals for a name all in capitals or all in small letters. */
void capitalize(NameParts &parts, std::string_view language);

/** "mme" is "Mme"; in German "Hr." is "Herr". */
[[nodiscard]] std::string honorific_shown(NameToken const &word, std::string_view language);

}  // namespace automation::core
