/* constraint_hints.hpp — a hint for a row that violates a constraint of a table of the extension: the allowed values
 * of a check, what to write instead of null, of a key that is there, or of a lead that is not.
 *
 * The values are read from the constraint itself, so those that an owner has added are named, too. Rows of tables with
 * secrets are not shown. Nothing is done for rows that fit. Rows of COPY, and the statement in which the library was
 * loaded, get PostgreSQL's error.
 */
#pragma once

namespace automation::pg {

/** Installs the hook. Once per process, from _PG_init. */
void watch_constraints();

}  // namespace automation::pg
