/* The scanner finds out which databases are served, tells the launcher, and ends. Where there is no place for it a
 * dispatcher does the same.
 *
 * A permanent connection would make CREATE DATABASE … TEMPLATE of its database fail for everybody.
 */
#include "worker/scanner.hpp"

#include <algorithm>
#include <vector>

#include "pg/sql/spi.hpp"
#include "pg/sql/transactions.hpp"
#include "pg/extension/database_identity.hpp"
#include "pg/process/shared.hpp"

namespace automation::worker {
namespace {

/* Served is an exact match: what pg_dump -C, pg_dumpall or a template carried along names another database. */
std::vector<Oid> enabled_databases(pg::Transactions &transactions)
{
    std::vector<Oid> enabled;
    pg::in_transaction(transactions, [&] {
        pg::Spi const session;
        auto const rows = pg::execute_plain(
            "select d.oid::bigint, s.setting from pg_catalog.pg_db_role_setting r "
            "join pg_catalog.pg_database d on d.oid operator(pg_catalog.=) r.setdatabase "
            "cross join lateral pg_catalog.unnest(r.setconfig) as s (setting) "
            "where r.setrole operator(pg_catalog.=) 0 and d.datallowconn "
            "and pg_catalog.starts_with(s.setting, 'automation.enabled=')");
        for (pg::Row const row : rows) {
            auto const database = static_cast<Oid>(row.int8(1));
            if (row.text(2) == "automation.enabled=" + pg::identity_of(database)) {
                enabled.push_back(database);
            }
        }
    });
    return enabled;
}

void report(std::vector<Oid> const &enabled)
{
    pg::Shared *const shared = pg::shared();
    pg::SharedLock const lock(LW_EXCLUSIVE);
    std::size_t const count = std::min(enabled.size(), static_cast<std::size_t>(pg::max_databases));
    std::copy_n(enabled.begin(), count, shared->enabled);
    shared->enabled_count = static_cast<int>(count);
    shared->scanned = true;
}

}  // namespace

void report_enabled_databases(pg::Transactions &transactions)
{
    report(enabled_databases(transactions));
    pg::set_latch_of(pg::shared()->launcher);
}

}  // namespace automation::worker

#pragma GCC visibility push(default)
extern "C" void automation_scanner_main(Datum);
#pragma GCC visibility pop

/* The scanner's process. */
void automation_scanner_main(Datum)
{
    using namespace automation;  // NOLINT(google-build-using-namespace)
    pg::boundary([] {
        pqsignal(SIGTERM, die);
        BackgroundWorkerUnblockSignals();
        pg::call([] { BackgroundWorkerInitializeConnection(MyBgworkerEntry->bgw_extra, nullptr, 0); });
        pg::WorkerTransactions transactions;
        worker::report_enabled_databases(transactions);
    });
}
