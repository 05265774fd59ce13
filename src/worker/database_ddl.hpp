/* database_ddl.hpp — DROP, RENAME, SET TABLESPACE and TEMPLATE need a database without connections: the dispatcher
 * steps aside while such a command runs, and comes back afterwards. */
#pragma once

namespace automation::worker {

/** Hooks into utility commands. From _PG_init, while libraries are preloaded. */
void install_utility_hook();

}  // namespace automation::worker
