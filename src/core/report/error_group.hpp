/* error_group.hpp — which errors are the same one: without the addresses and numbers that differ in each.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** The error with every word that contains an @ replaced by <address>, and every word with five digits or more in a row
 *  by #; at most 200 characters. A report shows errors to people who need not see the addresses in them. */
[[nodiscard]] std::string error_group(std::string_view error);

}  // namespace automation::core
