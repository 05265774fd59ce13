/* database_identity.hpp — which database this is, in a way that no copy shares. */
#pragma once
#include <string>

#include "pg/boundary/postgres.hpp"

namespace automation::pg {

/** The system identifier and a database's OID, as automation.enabled and automation_instance hold them. */
[[nodiscard]] inline std::string identity_of(Oid database)
{
    return std::to_string(GetSystemIdentifier()) + "/" + std::to_string(database);
}

}  // namespace automation::pg
