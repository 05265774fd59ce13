/* json_node.hpp — JSON that users wrote (attributes, details, conditions, a config), with numbers exactly as written.
 *
 * A price of 19.90 is shown as 19.90, and ids of twenty digits are not rounded to a double. Nothing throws but for
 * want of memory.
 */
#pragma once
#include "core/json/json_limits.hpp"

#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core::json {

enum class Kind : unsigned char { null, boolean, number, string, array, object };

/** "null", "true or false", "a number", "a string", "a list", "an object". */
[[nodiscard]] std::string_view kind_name(Kind kind) noexcept;

struct Node {
    Kind kind = Kind::null;
    std::string key;   ///< its name in the object around it
    std::string text;  ///< a string's value; a number as written; true or false
    std::vector<Node> children;

    [[nodiscard]] bool scalar() const noexcept { return kind != Kind::array && kind != Kind::object; }
    /** The member of an object; of several with one name the last, as in jsonb. Null: none. */
    [[nodiscard]] Node const *member(std::string_view name) const noexcept;
    /** Member after member. Null: none. */
    [[nodiscard]] Node const *at(std::span<std::string const> path) const noexcept;
};

/** None when the text is no JSON, no UTF-8, too long or nested too deep. */
[[nodiscard]] std::optional<Node> parse_exact(std::string_view text, int max_depth = document_depth,
                                              std::size_t max_bytes = default_bytes) noexcept;

/** Compact JSON text of the value, without its key. */
[[nodiscard]] std::string to_text(Node const &node);
/** A JSON string literal. */
[[nodiscard]] std::string quote(std::string_view value);

/** As decimals, whatever their notation: 1, 1.0 and 10e-1 are the same. False when either is no number. */
[[nodiscard]] bool same_number(std::string_view a, std::string_view b) noexcept;
/** One text for each decimal, whatever its notation: that of 1.50 is that of 15e-1. Empty when it is no number. */
[[nodiscard]] std::string normal_number(std::string_view text);
/** Less, equal or greater as decimals, exactly; none when either is no number. */
[[nodiscard]] std::optional<std::strong_ordering> compare_numbers(std::string_view a, std::string_view b) noexcept;
/** Same kind and same value; lists and objects are never the same. */
[[nodiscard]] bool same_scalar(Node const &a, Node const &b) noexcept;

}  // namespace automation::core::json
