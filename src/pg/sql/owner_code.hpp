/* owner_code.hpp — does writing to a table run code of its owner, and with which settings?
 *
 * A trigger of the user's was written for the search_path and the planner settings of its owner. Ours are pinned while
 * a statement is planned; while it is executed they are not, where a table carries such code (security.md).
 */
#pragma once
#include "pg/boundary/boundary.hpp"

namespace automation::pg {

/** True when an INSERT, UPDATE or DELETE may run what is neither PostgreSQL's nor the extension's: a trigger, a rule, a
 *  default, a generated column, a check, an index expression, a policy, a partition. Kept until its definition changes.
 */
[[nodiscard]] bool runs_users_code(Oid relation);

/** True when an expression of the catalog, as text, calls a function that is neither PostgreSQL's nor the extension's.
 *  Inside pg::call. */
[[nodiscard]] bool calls_users_function(char const *expression);

/** What the owner's code runs with, while it lives: the search_path that is stored for the current role or the
 * database, else the server's, and the planner settings from before they were pinned. Never the search_path of the
 * session. */
class UsersSettings {
 public:
    UsersSettings();
    UsersSettings(UsersSettings const &) = delete;
    UsersSettings &operator=(UsersSettings const &) = delete;
    /** Only on the normal path: an ERROR restores settings when its transaction aborts. */
    ~UsersSettings();

 private:
    int level_ = 0;
    int exceptions_;
};

/** Registers the invalidation callback. Once per process, from _PG_init. */
void watch_users_code();

}  // namespace automation::pg
