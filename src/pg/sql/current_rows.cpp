#include "pg/sql/current_rows.hpp"

namespace automation::pg {

Rows execute_current(Statement &statement, std::initializer_list<Param> params)
{
    (void)statement.plan();
    return IsolationUsesXactSnapshot() && !statement.runs_users_code() ? execute_latest(statement, params)
                                                                       : execute(statement, params);
}

}  // namespace automation::pg
