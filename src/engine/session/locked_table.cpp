#include "engine/session/locked_table.hpp"

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/owner_session.hpp"

namespace automation::engine {

namespace {

constinit pg::Statement holder(
    "select min(pid) from pg_catalog.pg_locks where relation = $1 and granted and database = $2 and locktype = "
    "'relation' and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')",
    OIDOID, OIDOID);

/* A table of a later version than theirs is missing. */
bool is_free(Oid table)
{
    if (!OidIsValid(table)) {
        return true;
    }
    return pg::call([&] {
        bool const free = ConditionalLockRelationOid(table, RowExclusiveLock);
        if (free) {
            UnlockRelationOid(table, RowExclusiveLock);
        }
        return free;
    });
}

std::optional<std::string> find_locked_table(pg::ExtensionSchema const &extension)
{
    for (std::size_t i = 0; i < pg::table_count; ++i) {
        if (is_free(extension.tables[i])) {
            continue;
        }
        pg::OwnerSession const session(extension.owner, true);
        auto const rows = pg::execute(
            holder, {pg::Param(ObjectIdGetDatum(extension.tables[i])), pg::Param(ObjectIdGetDatum(MyDatabaseId))});
        std::string const by = rows[0].null(1) ? "" : " by process " + std::to_string(rows[0].int4(1));
        return std::string("table \"") + pg::table_names[i] + "\" is locked" + by;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> locked_table(pg::Transactions &transactions)
{
    std::optional<std::string> text;
    pg::in_transaction(transactions, [&] {
        if (pg::ExtensionSchema const *const extension = pg::find_extension()) {
            text = find_locked_table(*extension);
        }
    });
    return text;
}

}  // namespace automation::engine
