/* index_probe.hpp — whether a table may have rows for a key, in two microseconds: a statement takes ten times as long.
 *
 * For triggers on writes that mostly concern nothing of ours: where there may be rows, a statement says which.
 */
#pragma once
#include <cstdint>

#include "pg/extension/extension_schema.hpp"

namespace automation::pg {

/** False only where no transaction, whether it has committed or not, has left a row in the table whose `key` is that
 *  number and whose column `set` is not null: none that is there, and none that vacuum has not removed. `key` is the
 * first column of an index. True where that cannot be told in this way (partitions, another access method, no such
 * index). */
[[nodiscard]] bool may_have_rows(TableName table, char const *key, std::int64_t number, char const *set);

}  // namespace automation::pg
