/* json.hpp — the one way JSON is read and written by the codecs.
 *
 * Nesting and size are checked before anything is built, so no input can overflow the stack. What users wrote, where
 * 19.90 must stay 19.90, is read with json_node.hpp instead.
 */
#pragma once
#include "core/json/json_limits.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace automation::core::json {

using Value = nlohmann::json;

/** True when brackets nest more than `max_depth` deep; those inside strings do not count. */
[[nodiscard]] bool deeper_than(std::string_view text, int max_depth) noexcept;

/** None when the text is no JSON, no UTF-8, too long or nested too deep. */
[[nodiscard]] std::optional<Value> parse(std::string_view text, int max_depth = default_depth,
                                         std::size_t max_bytes = default_bytes) noexcept;

/** The context of a run; none as for parse(). */
[[nodiscard]] std::optional<Value> parse_context(std::string_view text) noexcept;

/** Why a document that users store is not read: "too large to read: 17 MiB" or "nested too deeply to read: …"; empty
 *  where it is. */
[[nodiscard]] std::string why_unreadable(std::string_view text);

/** Compact JSON text; bytes that are no UTF-8 become U+FFFD instead of an exception. */
[[nodiscard]] std::string dump(Value const &value);

/** The same of a string, with its quotes. */
[[nodiscard]] std::string dump_string(std::string_view text);

/** A string as it is, a number or boolean as JSON text, none for null, lists and objects. */
[[nodiscard]] std::optional<std::string> scalar_text(Value const &value);

}  // namespace automation::core::json
