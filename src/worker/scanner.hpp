/* scanner.hpp — which databases are served, asked of the catalogue and told to the launcher. */
#pragma once
#include "pg/sql/transactions.hpp"

namespace automation::worker {

/** Looks, writes the answer into shared memory and wakes the launcher. In a transaction of its own. */
void report_enabled_databases(pg::Transactions &transactions);

}  // namespace automation::worker
