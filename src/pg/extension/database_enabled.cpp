#include "pg/extension/database_enabled.hpp"

#include <string>

#include "pg/boundary/boundary.hpp"
#include "pg/extension/database_identity.hpp"

extern "C" {
#include "catalog/pg_db_role_setting.h"
#include "nodes/makefuncs.h"
#include "nodes/value.h"
}

namespace automation::pg {

namespace {

VariableSetStmt *set_statement(char const *value)
{
    auto *const statement = makeNode(VariableSetStmt);
    statement->name = pstrdup("automation.enabled");
    statement->kind = value == nullptr ? VAR_RESET : VAR_SET_VALUE;
    if (value != nullptr) {
        auto *const constant = makeNode(A_Const);
        constant->val.sval.type = T_String;
        constant->val.sval.sval = pstrdup(value);
        statement->args = list_make1(constant);
    }
    return statement;
}

}  // namespace

void set_database_enabled(bool enabled)
{
    std::string const identity = identity_of(MyDatabaseId);
    call([&] {
        // The setting is for superusers; who may serve a database has been asked already.
        Oid role = InvalidOid;
        int context = 0;
        GetUserIdAndSecContext(&role, &context);
        SetUserIdAndSecContext(BOOTSTRAP_SUPERUSERID, context | SECURITY_LOCAL_USERID_CHANGE);
        AlterSetting(MyDatabaseId, InvalidOid, set_statement(enabled ? identity.c_str() : nullptr));
        SetUserIdAndSecContext(role, context);
        CommandCounterIncrement();  // the same statement may change it again
    });
}

}  // namespace automation::pg
