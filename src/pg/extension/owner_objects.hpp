/* owner_objects.hpp — may a write of ours to a table meet something that its owner added?
 *
 * Triggers, rules, constraints, columns and indexes that the install script does not make can raise. A statement of a
 * user's must not fail because of them: where there are any, what the statement sets off runs in a subtransaction.
 */
#pragma once
#include <initializer_list>

#include "pg/extension/extension_schema.hpp"

namespace automation::pg {

/** True when a write to one of the tables may run or evaluate what is not ours. Kept until a definition changes. */
[[nodiscard]] bool may_meet_own_parts(std::initializer_list<TableName> tables);

}  // namespace automation::pg
