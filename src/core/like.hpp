/* like.hpp — SQL's LIKE. */
#pragma once
#include "core/no_postgres.hpp"

#include <string_view>

namespace automation::core {

/** % any characters, _ one, \ takes the next as it is; case counts. Time is at most |text| × |pattern|. */
[[nodiscard]] bool is_like(std::string_view text, std::string_view pattern) noexcept;

}  // namespace automation::core
