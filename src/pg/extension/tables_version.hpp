/* tables_version.hpp — whether the tables are of an older version, which the library serves all the same. */
#pragma once
#include <string>

namespace automation::pg {

/** The version of the tables where it is older than the library's; else empty. */
[[nodiscard]] std::string older_tables_version();

}  // namespace automation::pg
