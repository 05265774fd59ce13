#include "engine/runs/failure.hpp"

#include "pg/boundary/boundary.hpp"

namespace automation::engine {

Failure::Kind failure_kind(int sqlstate) noexcept
{
    using enum Failure::Kind;
    if (sqlstate == ERRCODE_LOCK_NOT_AVAILABLE) {
        return lock;
    }
    switch (ERRCODE_TO_CATEGORY(sqlstate)) {
        case ERRCODE_TRANSACTION_ROLLBACK:
        case ERRCODE_INSUFFICIENT_RESOURCES:
        case ERRCODE_SYSTEM_ERROR:
            return passing;
        case ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION:
        case ERRCODE_FEATURE_NOT_SUPPORTED:
        case ERRCODE_CONNECTION_EXCEPTION:
        case ERRCODE_TRIGGERED_ACTION_EXCEPTION:
        case ERRCODE_INVALID_TRANSACTION_STATE:
        case ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION:
        case ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION:
        case ERRCODE_DEPENDENT_PRIVILEGE_DESCRIPTORS_STILL_EXIST:
        case ERRCODE_INVALID_CATALOG_NAME:
        case ERRCODE_INVALID_SCHEMA_NAME:
        case ERRCODE_SQL_ROUTINE_EXCEPTION:
        case ERRCODE_EXTERNAL_ROUTINE_EXCEPTION:
        case ERRCODE_EXTERNAL_ROUTINE_INVOCATION_EXCEPTION:
        case ERRCODE_PROGRAM_LIMIT_EXCEEDED:
        case ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE:
        case ERRCODE_CONFIG_FILE_ERROR:
        case ERRCODE_FDW_ERROR:
        case ERRCODE_INTERNAL_ERROR:
            return deployment;
        default:
            return data;
    }
}

Failure failure_from(std::exception const &error)
{
    auto const *const postgres = dynamic_cast<pg::Error const *>(&error);
    return {error.what(), postgres == nullptr ? Failure::Kind::data : failure_kind(postgres->sqlstate())};
}

}  // namespace automation::engine
