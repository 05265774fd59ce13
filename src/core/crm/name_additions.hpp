/* name_additions.hpp — words that people, address books and platforms write around a name, and that belong to no name.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** "z. Hd. Anna Müller geb. Roth" is "Anna Müller", "Ann Lee via example.com" is "Ann Lee". */
[[nodiscard]] std::string without_additions(std::string visible, std::string_view language);

}  // namespace automation::core
