/* name_parts.hpp — the words of one person's name by what they are: honorifics, titles, names, what stands behind.
 */
#pragma once
#include "core/crm/name_tokens.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace automation::core {

struct NameParts {
    std::vector<NameToken> honorifics, titles, names, suffixes;
    std::optional<std::size_t> last_from;  ///< the first of `names` that belongs to the last name, where it is written
    bool sure = true;                      ///< false: the order of the words is a guess
};

/** Puts "Lee, Dr. Ann" into its order, takes degrees away, and in French finds the last name by its capitals. */
[[nodiscard]] NameParts name_parts(std::vector<NameToken> words, std::string_view language);

}  // namespace automation::core
