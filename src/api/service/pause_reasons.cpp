#include "api/service/pause_reasons.hpp"

#include <string>

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/spi.hpp"
#include "pg/boundary/versions.hpp"

namespace automation::api {

namespace {

constexpr int long_ms = 5000;

// The oldest transaction first; one that is prepared has no process. The worker only reads settings and grants.
constinit pg::Statement lockers(
    "select c.relname::text, coalesce('process ' || l.pid, 'a prepared transaction') "
    "from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation "
    "where l.locktype = 'relation' and l.granted and l.database = $1 and l.relation = any ($2) "
    "and l.pid is distinct from $3 and l.pid is distinct from pg_catalog.pg_backend_pid() "
    "and (l.mode = 'AccessExclusiveLock' or (l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock') "
    "and c.relname not in ('automation_settings', 'automation_grants'))) order by c.relname, l.pid limit 3",
    OIDOID, OIDARRAYOID, INT4OID);

// Prepared transactions first, which nobody may remember.
constinit pg::Statement writers(
    "select c.relname::text, l.pid, x.gid, extract(epoch from pg_catalog.clock_timestamp() - x.prepared)::bigint "
    "from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation "
    "left join (pg_catalog.pg_locks t join pg_catalog.pg_prepared_xacts x on t.transactionid = x.transaction) "
    "on l.pid is null and t.pid is null and t.virtualtransaction = l.virtualtransaction "
    "where l.locktype = 'relation' and l.granted and l.database = $1 and l.relation = any ($2) "
    "and l.mode in ('RowShareLock', 'RowExclusiveLock') and l.pid is distinct from $3 "
    "and l.pid is distinct from pg_catalog.pg_backend_pid() order by x.prepared, c.relname, l.pid limit 100",
    OIDOID, OIDARRAYOID, INT4OID);

// The channels of the index (channel, run_at, id), one step each.
constinit pg::Statement without_channel(
    "with recursive waiting as ("
    "(select q.channel from @home@.automation_queue q where q.kind = 'deliver' order by q.channel limit 1) union all "
    "select (select q.channel from @home@.automation_queue q where q.kind = 'deliver' and q.channel > w.channel "
    "order by q.channel limit 1) from waiting w where w.channel is not null) "
    "select pg_catalog.string_agg('\"' || pg_catalog.left(w.channel, 60) || '\"', ', ' order by w.channel) "
    "from waiting w where w.channel is not null and not exists ("
    "select from @home@.automation_channels a where a.channel = w.channel and a.tenant_id = '') and exists ("
    "select from @home@.automation_queue q where q.kind = 'deliver' and q.channel = w.channel and not exists ("
    "select from @home@.automation_channels a where a.channel = q.channel and a.tenant_id = q.tenant_id))");

Datum our_tables()
{
    return pg::call([] {
        Datum oids[pg::table_count];
        for (std::size_t i = 0; i < pg::table_count; ++i) {
            oids[i] = ObjectIdGetDatum(pg::require_extension().tables[i]);
        }
        return PointerGetDatum(
            construct_array(oids, static_cast<int>(pg::table_count), OIDOID, sizeof(Oid), true, TYPALIGN_INT));
    });
}

}  // namespace

bool is_readable(Oid table)
{
    return pg::call([&] {
        bool const free = ConditionalLockRelationOid(table, AccessShareLock);
        if (free) {
            UnlockRelationOid(table, AccessShareLock);
        }
        return free;
    });
}

std::string locked_tables(pid_t worker)
{
    std::string text;
    for (pg::Row const row : pg::execute(lockers, {pg::Param(ObjectIdGetDatum(MyDatabaseId)), pg::Param(our_tables()),
                                                   pg::Param(Int32GetDatum(worker))})) {
        text += (text.empty() ? "table \"" : "; table \"") + row.text(1) + "\" is locked by " + row.text(2);
    }
    return text;
}

std::string row_lockers(pid_t worker)
{
    constexpr int most = 3;
    std::string text;
    int named = 0;
    TimestampTz const now = GetCurrentTimestamp();
    for (pg::Row const row : pg::execute(writers, {pg::Param(ObjectIdGetDatum(MyDatabaseId)), pg::Param(our_tables()),
                                                   pg::Param(Int32GetDatum(worker))})) {
        std::int64_t seconds = row.opt_int8(4).value_or(0);
        if (!row.null(2)) {
            TimestampTz const began = pg::call([&] { return pg::transaction_start_of(row.int4(2)); });
            seconds = began == 0 ? 0 : (now - began) / USECS_PER_SEC;
        }
        if (seconds * 1000 < long_ms || ++named > most) {
            continue;
        }
        std::string const who = row.null(2) ? "prepared transaction \"" + row.opt_text(3).value_or("") + "\""
                                            : "process " + std::to_string(row.int4(2));
        text += (text.empty() ? "due runs may wait for row locks: " : "; ") + who + " has locked rows of table \"" +
                row.text(1) + "\" for " + std::to_string(seconds) + " seconds";
    }
    return text;
}

std::string long_transaction(pid_t worker)
{
    TimestampTz const began = pg::call([&] { return pg::transaction_start_of(worker); });
    TimestampTz const now = GetCurrentTimestamp();
    if (began == 0 || !TimestampDifferenceExceeds(began, now, long_ms)) {
        return "";
    }
    return "one transaction of the worker has taken " + std::to_string((now - began) / USECS_PER_SEC) +
           " seconds: a trigger, check or cast of the tables' owner is slow, or waits for a lock";
}

std::string missing_channels()
{
    std::string const channels = pg::execute(without_channel)[0].text(1);
    return channels.empty() ? "" : "queued messages wait: automation_channels has no row for channel " + channels;
}

}  // namespace automation::api
