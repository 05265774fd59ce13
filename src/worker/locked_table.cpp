#include "worker/locked_table.hpp"

#include "pg/home.hpp"
#include "pg/owner_session.hpp"

namespace automation::worker {

namespace {

constinit pg::Statement holder(
    "select min(pid) from pg_catalog.pg_locks where relation = $1 and granted and database = $2 and locktype = "
    "'relation' and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')",
    OIDOID, OIDOID);

bool is_free(Oid table)
{
    return pg::call([&] {
        bool const free = ConditionalLockRelationOid(table, RowExclusiveLock);
        if (free) {
            UnlockRelationOid(table, RowExclusiveLock);
        }
        return free;
    });
}

std::optional<std::string> look(pg::Home const &home)
{
    for (std::size_t i = 0; i < pg::table_count; ++i) {
        if (is_free(home.tables[i])) {
            continue;
        }
        pg::OwnerSession const session(home.owner, true);
        auto const rows = pg::execute(
            holder, {pg::Param(ObjectIdGetDatum(home.tables[i])), pg::Param(ObjectIdGetDatum(MyDatabaseId))});
        std::string const by = rows[0].null(1) ? "" : " by process " + std::to_string(rows[0].small(1));
        return std::string("table \"") + pg::table_names[i] + "\" is locked" + by;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> locked_table(pg::Transactions &transactions)
{
    std::optional<std::string> text;
    pg::in_transaction(transactions, [&] {
        if (pg::Home const *const home = pg::find_home()) {
            text = look(*home);
        }
    });
    return text;
}

}  // namespace automation::worker
