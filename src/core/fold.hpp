/* fold.hpp — text compared without regard to case, and SQL's LIKE.
 *
 * Simple case folding of the Latin, Greek, Cyrillic and Armenian letters, the same on every server; other scripts have
 * no case.
 */
#pragma once
#include "core/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

[[nodiscard]] std::string fold_case(std::string_view text);

/** % any characters, _ one, \ takes the next as it is; case counts. Time is at most |text| × |pattern|. */
[[nodiscard]] bool is_like(std::string_view text, std::string_view pattern) noexcept;

}  // namespace automation::core
