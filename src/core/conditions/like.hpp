/* like.hpp — SQL's LIKE. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string_view>

namespace automation::core {

/** % any characters, _ one, \ takes the next as it is; case counts. Both are UTF-8. Whatever they are, time is that of
 *  |text| steps of |pattern| / 64 words. */
[[nodiscard]] bool is_like(std::string_view text, std::string_view pattern);

}  // namespace automation::core
