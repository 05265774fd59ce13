/* readiness.hpp — may the queue of this database be worked on here? */
#pragma once
#include <optional>
#include <string>

#include "pg/transactions.hpp"

namespace automation::worker {

/** Why not, or nothing. In a transaction of its own. */
[[nodiscard]] std::optional<std::string> why_not_ready(pg::Transactions &transactions);

/** Throws UserError (55000) when these tables belong to another database: a copy stays silent. In an SPI session. */
void require_own_tables();

}  // namespace automation::worker
