/* fast_path.hpp — may rows be written to a table past the executor?
 *
 * Only where nobody could tell the difference: see table_writer.hpp. The answer is kept until the table's definition
 * changes.
 */
#pragma once
#include <span>

#include "pg/extension/extension_schema.hpp"

namespace automation::pg {

/** True when a row that gives exactly `columns` may be inserted directly. */
[[nodiscard]] bool can_bypass_executor(TableName table, std::span<char const *const> columns);
/** True when rows may be deleted directly. */
[[nodiscard]] bool is_plain_for_delete(TableName table);

}  // namespace automation::pg
