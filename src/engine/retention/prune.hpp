/* prune.hpp — deletes old rows, some blocks of a table at a time.
 *
 * Tables are read in the order of their blocks: no index by time has to be kept for it, on the path of every message.
 * Rows that somebody has locked are passed by, so nobody is waited for; the next pass finds them.
 */
#pragma once
#include "engine/retention/retention_policy.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "pg/extension/extension_schema.hpp"

namespace automation::engine {

/** A table that has rows of its own: one of ours, or a partition of it. */
struct PrunedTable {
    pg::TableName of;
    std::string name;  ///< qualified and quoted
    std::int64_t blocks = 0;
};

/** What is pruned, in the order in which it is. In an SPI session. */
[[nodiscard]] std::vector<PrunedTable> tables_to_prune();

/** Deletes what is old in the blocks from `first` to before `end`. How many rows. In an SPI session as the owner of the
 *  tables, who must see every row.
 *
 *  Of messages those in a final state whose statistics are settled, that no run waits with and that wait for nobody's
 *  decision; of activities all but what is remembered by them: who was welcomed as a new lead, who has refused, and how
 *  an unsent message came about; of enrollments and dates those whose subject is gone. */
std::int64_t prune_blocks(PrunedTable const &table, std::int64_t first, std::int64_t end,
                          RetentionPolicy const &policy);

}  // namespace automation::engine
