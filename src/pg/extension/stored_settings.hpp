/* stored_settings.hpp — what ALTER DATABASE … SET and ALTER ROLE … SET have stored, straight from the catalog.
 *
 * A process reads them once, when it connects. Who must notice a change, or wants the settings of another role than the
 * session's, asks here.
 */
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pg/boundary/boundary.hpp"

namespace automation::pg {

/** The settings stored for a role (InvalidOid: for all) in a database (InvalidOid: in all), as "name=value". */
[[nodiscard]] std::vector<std::string> stored_settings(Oid database, Oid role);

/** What a new session of the role in this database would find, or nothing where nothing is stored. */
[[nodiscard]] std::optional<std::string> stored_setting(Oid role, std::string_view name);

}  // namespace automation::pg
