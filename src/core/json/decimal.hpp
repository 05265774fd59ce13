/* decimal.hpp — sums of decimal numbers as they are written, without a double in between. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

/** "19.90" and "0.1" give "20.00"; none when either has an exponent or more than a thousand digits. */
[[nodiscard]] std::optional<std::string> add_decimals(std::string_view a, std::string_view b);

}  // namespace automation::core
