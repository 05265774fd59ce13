/* database_enabled.hpp — whether this database is served, as it stands in the catalog. */
#pragma once

namespace automation::pg {

/** Writes automation.enabled at database level: this database's identity, or nothing. The caller has checked rights. */
void set_database_enabled(bool enabled);

}  // namespace automation::pg
