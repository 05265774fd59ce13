/* assumed_sizes.hpp — what the planner believes of the size of a table while our statements are planned.
 *
 * A plan is kept for as long as nobody analyses the table. One that was made when the table was empty, or by statistics
 * from then, may take any index, or begin with the whole table. So our plans depend on the schema alone: while
 * `automation.assume_large_tables` is on, which ScopedSettings turns on, every table counts as large and unknown.
 */
#pragma once

namespace automation::pg {

/** Installs the planner's hooks. Once per process, from _PG_init. */
void assume_sizes();

}  // namespace automation::pg
