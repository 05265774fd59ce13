/* json.hpp — the one way JSON is read and written by the codecs.
 *
 * Nesting and size are checked before anything is built, so no input can overflow the stack. What users wrote, where
 * 19.90 must stay 19.90, is read with json_node.hpp instead.
 */
#pragma once
#include "core/no_postgres.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace automation::core::json {

using Value = nlohmann::json;

inline constexpr int default_depth = 32;
inline constexpr std::size_t default_bytes = std::size_t{16} << 20U;

/** True when brackets nest more than `max_depth` deep; those inside strings do not count. */
[[nodiscard]] bool deeper_than(std::string_view text, int max_depth) noexcept;

/** None when the text is no JSON, no UTF-8, too long or nested too deep. */
[[nodiscard]] std::optional<Value> parse(std::string_view text, int max_depth = default_depth,
                                         std::size_t max_bytes = default_bytes) noexcept;

/** Compact JSON text; bytes that are no UTF-8 become U+FFFD instead of an exception. */
[[nodiscard]] std::string dump(Value const &value);

/** A string as it is, a number or boolean as JSON text, none for null, lists and objects. */
[[nodiscard]] std::optional<std::string> scalar_text(Value const &value);

}  // namespace automation::core::json
