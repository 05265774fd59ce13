/* versions.hpp — what the supported PostgreSQL versions (15 to 18) spell differently. No other file asks for the
 * version.
 *
 * Backend calls like any other: made inside pg::call where they may raise.
 */
#pragma once

#include "pg/boundary/postgres.hpp"

extern "C" {
#include "catalog/pg_namespace.h"
#include "nodes/nodeFuncs.h"
#include "utils/acl.h"
#include "utils/backend_status.h"
}

// What tells the server that this library fits it: from PostgreSQL 18 on pg_get_loaded_modules() shows name and
// version.
#if PG_VERSION_NUM >= 180000
#define AUTOMATION_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "automation", .version = CppAsString2(AUTOMATION_VERSION))
#else
#define AUTOMATION_MODULE_MAGIC PG_MODULE_MAGIC
#endif

// The last parameter of ExecutorRun and of its hook, which PostgreSQL 18 does without.
#if PG_VERSION_NUM >= 180000
#define AUTOMATION_EXECUTE_ONCE(once)
#else
#define AUTOMATION_EXECUTE_ONCE(once) , once
#endif

namespace automation::pg {

/** The index of this process in ProcGlobal->allProcs. */
[[nodiscard]] inline int my_proc_number() noexcept
{
#if PG_VERSION_NUM >= 170000
    return MyProcNumber;
#else
    return MyProc->pgprocno;
#endif
}

/** When the transaction began that a process is in; 0: it is in none. */
[[nodiscard]] inline TimestampTz transaction_start_of(pid_t process)
{
    for (int i = 1; i <= pgstat_fetch_stat_numbackends(); ++i) {
#if PG_VERSION_NUM >= 160000
        LocalPgBackendStatus const *const entry = pgstat_get_local_beentry_by_index(i);
#else
        LocalPgBackendStatus const *const entry = pgstat_fetch_stat_local_beentry(i);
#endif
        if (entry != nullptr && entry->backendStatus.st_procpid == process) {
            return entry->backendStatus.st_xact_start_timestamp;
        }
    }
    return 0;
}

/** The sequence behind an identity column. Raises when the column is none. */
[[nodiscard]] inline Oid identity_sequence(Relation table, AttrNumber column)
{
#if PG_VERSION_NUM >= 170000
    return getIdentitySequence(table, column, false);
#else
    return getIdentitySequence(RelationGetRelid(table), column, false);
#endif
}

/** The index entries of a row that was just inserted. Unique indexes raise at once. */
inline void insert_index_entries(ResultRelInfo *result, TupleTableSlot *slot, EState *executor)
{
#if PG_VERSION_NUM >= 160000
    list_free(ExecInsertIndexTuples(result, slot, executor, false, false, nullptr, NIL, false));
#else
    list_free(ExecInsertIndexTuples(result, slot, executor, false, false, nullptr, NIL));
#endif
}

/** Whether the role may look up names in the schema. */
[[nodiscard]] inline bool may_use_schema(Oid schema, Oid role)
{
#if PG_VERSION_NUM >= 160000
    return object_aclcheck(NamespaceRelationId, schema, role, ACL_USAGE) == ACLCHECK_OK;
#else
    return pg_namespace_aclcheck(schema, role, ACL_USAGE) == ACLCHECK_OK;
#endif
}

/** True when this process holds the lock in just this mode. */
[[nodiscard]] inline bool holds_lock(LOCKTAG const &tag, LOCKMODE mode) noexcept
{
#if PG_VERSION_NUM >= 170000
    return LockHeldByMe(&tag, mode, false);
#else
    return LockHeldByMe(&tag, mode);
#endif
}

/** Calls `walker` for every node below one of an expression; true as soon as it is. */
inline bool walk_expression(Node *node, bool (*walker)(Node *, void *), void *context)
{
#if PG_VERSION_NUM >= 160000
    return expression_tree_walker(node, walker, context);
#else
    return expression_tree_walker(node, reinterpret_cast<bool (*)()>(reinterpret_cast<void (*)()>(walker)), context);
#endif
}

/** Whether a column is computed whenever it is read, and so is not in the row. */
[[nodiscard]] inline bool is_virtual([[maybe_unused]] Form_pg_attribute column) noexcept
{
#if PG_VERSION_NUM >= 180000
    return column->attgenerated == ATTRIBUTE_GENERATED_VIRTUAL;
#else
    return false;
#endif
}

/** Whether a table has generated columns. */
[[nodiscard]] inline bool has_generated(TupleConstr const *constraints) noexcept
{
#if PG_VERSION_NUM >= 180000
    return constraints->has_generated_stored || constraints->has_generated_virtual;
#else
    return constraints->has_generated_stored;
#endif
}

/** A copy that a setting's check hook may hand over as `extra`: the server frees it, by free() before PostgreSQL 16.
 * Null where there is no memory. */
[[nodiscard]] inline char *copy_for_setting(char const *text) noexcept
{
#if PG_VERSION_NUM >= 160000
    return guc_strdup(LOG, text);
#else
    return strdup(text);
#endif
}

}  // namespace automation::pg
