/* node_checks.hpp — what readers of users' JSON have in common: its keys, whole numbers, and a value in an error. */
#pragma once
#include "core/json/json_node.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace automation::core::json {

/** The value as an error message shows it: on one line, at most 80 characters. */
[[nodiscard]] std::string shown(Node const &node);

/** Throws UserError for a member of an object that has none of these keys, with the nearest. `where` follows the key,
 * as in " in retention". */
void check_keys(Node const &object, std::span<std::string_view const> known, std::string_view where = {},
                std::string_view intro = "Keys are");

/** A whole number that fits an int, whatever its notation: 3.0 is 3. */
[[nodiscard]] std::optional<int> whole_number(Node const &node) noexcept;

}  // namespace automation::core::json
