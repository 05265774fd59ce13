/* pause_reasons.hpp — what keeps runs and messages waiting that the worker cannot report itself: it is waiting, or in
 * the middle of a statement.
 */
#pragma once
#include <string>
#include <sys/types.h>

#include "pg/extension/extension_schema.hpp"

namespace automation::api {

/** False where another transaction keeps the table locked against readers. */
[[nodiscard]] bool is_readable(Oid table);

/** Tables of ours that another transaction has locked against the worker; empty: none. Waits for no lock. In an SPI
 *  session. */
[[nodiscard]] std::string locked_tables(pid_t worker);
/** Transactions that have written to tables of ours, or locked rows of them, for longer than five seconds: due runs may
 *  wait for their row locks. Empty: none. In an SPI session. */
[[nodiscard]] std::string row_lockers(pid_t worker);
/** That one transaction of the worker has taken longer than five seconds; empty: it has not. */
[[nodiscard]] std::string long_transaction(pid_t worker);
/** Channels by which queued messages are to leave and which are not configured; empty: none. In an SPI session, as the
 *  owner of the tables. */
[[nodiscard]] std::string missing_channels();

}  // namespace automation::api
