/* readiness.hpp — may the queue of this database be worked on here? */
#pragma once
#include <optional>
#include <string>

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/transactions.hpp"

namespace automation::engine {

/** What keeps the queue from being worked on. */
struct NotReady {
    enum class Kind { copied, subscribed };
    Kind kind;
    char const *problem;
    char const *detail;
    char const *hint;
};
/** In an SPI session. */
[[nodiscard]] std::optional<NotReady> find_not_ready(pg::ExtensionSchema const &extension);

/** Why not, or nothing. In a transaction of its own. */
[[nodiscard]] std::optional<std::string> why_not_ready(pg::Transactions &transactions);

/** Throws UserError (55000) when it may not: the tables belong to another database or are subscribed, and a copy stays
 *  silent. In an SPI session. */
void require_ready(pg::ExtensionSchema const &extension);

/** The same, but looks only when the tables or the subscriptions have changed since it last did. */
void require_still_ready(pg::ExtensionSchema const &extension);

/** Registers the invalidation callback. Once per process, from _PG_init. */
void watch_subscriptions();

}  // namespace automation::engine
