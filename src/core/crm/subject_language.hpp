/* subject_language.hpp — the language in which a message addresses a person.
 */
#pragma once
#include "core/base/strings.hpp"
#include "core/crm/entities.hpp"

#include <string_view>

namespace automation::core {

/** The lead's, a BCP 47 tag; English where it is absent or malformed. */
[[nodiscard]] inline std::string_view subject_language(Subject const &subject)
{
    auto const &language = subject.lead.language;
    return language && well_formed_language(*language) ? std::string_view(*language) : std::string_view("en");
}

}  // namespace automation::core
