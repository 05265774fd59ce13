/* current_rows.hpp — statements that meet rows which others have written since the transaction's snapshot.
 */
#pragma once
#include <initializer_list>

#include "pg/sql/spi.hpp"

namespace automation::pg {

/** In a transaction that keeps its snapshot (from REPEATABLE READ on) as execute_latest, unless code of the owner's
 * would run; otherwise as execute. */
Rows execute_current(Statement &statement, std::initializer_list<Param> params = {});

}  // namespace automation::pg
