/* constraint_hints.hpp — a hint with the allowed values for a row that violates a check constraint of a table of the
 * extension.
 *
 * The values are read from the constraint itself, so those that an owner has added are named, too. Nothing is done for
 * rows that fit. Rows of COPY, and the statement in which the library was loaded, get PostgreSQL's error without a
 * hint.
 */
#pragma once

namespace automation::pg {

/** Installs the hook. Once per process, from _PG_init. */
void watch_constraints();

}  // namespace automation::pg
