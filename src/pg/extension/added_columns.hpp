/* added_columns.hpp — columns that tables of version 1.0 lack until they are upgraded (Mark::added).
 *
 * The library serves such tables between its installation and ALTER EXTENSION UPDATE, or automation_install() in a
 * restored dump. A statement may not name what may be missing.
 */
#pragma once
#include <string>

#include "pg/tables/table_names.hpp"

namespace automation::pg {

/** An added column as text, null where the table lacks it; `row` is the alias of the table in the statement. */
#define PG_ADDED_COLUMN(row, column) "(pg_catalog.to_jsonb(" row ") ->> '" column "')"
/** The same of a column of type jsonb that may be a string or a number: its JSON text. Null for JSON null, too. */
#define PG_ADDED_DOCUMENT(row, column) "nullif((pg_catalog.to_jsonb(" row ") -> '" column "')::text, 'null')"

/** False where the table has no column of that name. */
[[nodiscard]] bool has_column(TableName table, std::string const &column);

}  // namespace automation::pg
