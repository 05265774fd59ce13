/* language_tag.hpp — a language as people, forms and imports write it.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

/** The BCP 47 tag of "de", "de-AT", "de_AT" or "de_AT.UTF-8"; none of what is no tag, or of a language that nobody
 *  speaks ("xx", "german"). */
[[nodiscard]] std::optional<std::string> language_tag(std::string_view written);

/** "de" of "de-AT", in lower case. */
[[nodiscard]] std::string primary_language(std::string_view tag);

}  // namespace automation::core
