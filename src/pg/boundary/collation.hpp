/* collation.hpp — comparisons by the collation of a column, which may be one that the server no longer has. */
#pragma once
#include <string_view>

#include "pg/boundary/datum.hpp"

namespace automation::pg {

/** Whether equal texts have equal bytes; needs no locale. InvalidOid: no collation. */
[[nodiscard]] bool is_deterministic(Oid collation);
/** Whether the collation takes both for the same; an Error where the server does not have its locale. */
[[nodiscard]] bool same_text(std::string_view a, std::string_view b, Oid collation);

}  // namespace automation::pg
