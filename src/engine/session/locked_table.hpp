/* locked_table.hpp — which table of ours somebody keeps locked as a whole.
 *
 * "canceling statement due to lock timeout" names neither the table nor the session.
 */
#pragma once
#include <optional>
#include <string>

#include "pg/sql/transactions.hpp"

namespace automation::engine {

/** What to say of a table that cannot be written to at this moment, or nothing. Waits for no lock; in a transaction of
 *  its own. */
[[nodiscard]] std::optional<std::string> locked_table(pg::Transactions &transactions);

}  // namespace automation::engine
