/* write_table.hpp — writes to a table that is not one of ours. */
#pragma once
#include <span>
#include <string>

#include "pg/sql/spi.hpp"

namespace automation::pg {

/** Runs one INSERT, UPDATE or DELETE of the table, made for the occasion and qualified by the caller: code of the
 * table's owner runs with the owner's settings. */
Rows execute_writing(Oid table, std::string const &sql, std::span<int const> types, std::span<Param const> params);

}  // namespace automation::pg
