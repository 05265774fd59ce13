/* table_repairs.hpp — DDL on our tables while the dispatcher waits after crashes: what made it crash may be gone. */
#pragma once

namespace automation::pg {

/** Hooks into changes of relations in the extension's schema: at commit the dispatcher is started without any more
 * delay. Costs nothing while none is waiting. Once per process, from _PG_init. */
void watch_mended_tables();

}  // namespace automation::pg
