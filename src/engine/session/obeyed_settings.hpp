/* obeyed_settings.hpp — settings of the database and of roles that the worker obeys, and notices when they change.
 *
 * A process reads ALTER DATABASE … SET and ALTER ROLE … SET once, when it connects. The worker compares what is stored
 * with what it began with, and ends in order when it differs: the next one starts with it. What would make it lose runs
 * without a word it sets itself.
 */
#pragma once
#include "core/base/types.hpp"

#include <optional>
#include <string>

#include "pg/sql/transactions.hpp"

namespace automation::engine {

/** Once, in a worker that has connected: automation.restoring and session_replication_role are its own. */
void pin_own_settings();

class ObeyedSettings {
 public:
    /** True when what is stored has changed since the first call. Looks every five seconds at most, in a transaction of
     *  its own that writes nothing. */
    [[nodiscard]] bool changed(pg::Transactions &transactions, core::Instant now);
    /** When it looks again. */
    [[nodiscard]] core::Instant next_read() const noexcept { return next_read_; }

 private:
    std::optional<std::string> began_with_;
    core::Instant next_read_ = core::Instant::min();
};

}  // namespace automation::engine
