/* worker_session.hpp — a transaction in which the engine works on the tables. */
#pragma once
#include "core/base/error.hpp"

#include <exception>
#include <utility>

#include "engine/session/readiness.hpp"

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/sql/transactions.hpp"

namespace automation::engine {

/** A cancel or a shutdown: not to be swallowed by whoever goes on after errors. */
[[nodiscard]] inline bool wants_us_to_stop(std::exception const &error) noexcept
{
    auto const *const postgres = dynamic_cast<pg::Error const *>(&error);
    return postgres != nullptr && ERRCODE_TO_CATEGORY(postgres->sqlstate()) == ERRCODE_OPERATOR_INTERVENTION;
}

/** Runs `work` in a transaction of its own, as whom the engine acts, while nobody changes or drops the extension.
 *  Throws UserError where somebody does, where transactions are read-only, and where the tables are not this
 *  database's to work on. */
template <class Work>
void in_worker_session(pg::Transactions &transactions, Work &&work)
{
    pg::in_transaction(transactions, [&] {
        if (!pg::lock_extension(pg::require_extension())) {
            throw core::UserError(core::ErrorCode::wrong_state, "the extension automation is being changed or dropped",
                                  "", "");
        }
        pg::ExtensionSchema const &extension = pg::require_extension();  // as it is now that nobody can drop it
        if (XactReadOnly) {
            throw core::UserError(core::ErrorCode::wrong_state, "this server's transactions are read-only", "",
                                  "Set default_transaction_read_only to off.");
        }
        Oid const role = pg::acting_role(extension);
        if (auto const hidden = pg::hidden_rows(extension, role)) {
            throw core::UserError(hidden->mistake, hidden->why, "", hidden->hint);
        }
        pg::OwnerSession const session(role, true);
        require_still_ready(extension);
        std::forward<Work>(work)();
    });
}

}  // namespace automation::engine
