/* statement_form.hpp — how the statement that the client sent is written. */
#pragma once

namespace automation::pg {

/** True when the statement of the client under way is a COPY, or an INSERT as pg_dump --inserts writes it: with the
 *  table's schema, a value for every column, no parameters and nothing read. Raises nothing. */
[[nodiscard]] bool is_form_of_dump();

}  // namespace automation::pg
