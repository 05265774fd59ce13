/* trigger_rights.hpp — rights that the owner of the tables needs: EXECUTE on the trigger functions.
 *
 * PostgreSQL copies the row triggers of a table to a partition that is created or attached, and asks whether who does
 * that may execute their functions. The owner may attach partitions, so he gets the right; nobody else does.
 */
#pragma once

namespace automation::pg {

/** Grants what the owners of tables with our triggers lack. Not inside an extension script: what is granted there
 *  counts as the initial privileges of the extension, and a dump leaves it out. */
void grant_trigger_functions();

/** The same, and USAGE on the schema of the internal functions for the current role, which runs automation_install().
 */
void grant_installation();

/** Hooks into CREATE TABLE … PARTITION OF and ALTER TABLE … ATTACH PARTITION: the tables may have got another owner
 *  since the last grant. Once per process, from _PG_init. */
void watch_partitions();

}  // namespace automation::pg
