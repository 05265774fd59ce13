/* trigger_table.hpp — which of the extension's tables a relation that carries a trigger stands for.
 *
 * Asked of the catalogue only: whoever may execute a trigger function may attach it to any relation.
 */
#pragma once
#include <string>
#include <string_view>

#include "pg/boundary/boundary.hpp"

namespace automation::pg {

struct TriggerTable {
    enum class Standing {
        ours,       ///< a table of the extension, a partition below it, or a Citus shard of it
        once_ours,  ///< it was one, and has been renamed or moved since: it still carries all of the triggers
        foreign     ///< any other relation
    };
    Standing current = Standing::foreign;
    char const *name = "";  ///< of the table that it stands for; only of one that is ours
};

/** Looks once until a definition changes. */
[[nodiscard]] TriggerTable trigger_table(Relation relation);

/** True for a table of ours, a partition below it and a Citus shard of it. */
[[nodiscard]] bool is_table_of_ours(Oid relation);

/** The quoted schema and name of a relation. */
[[nodiscard]] std::string qualified_name(Relation relation);

}  // namespace automation::pg
