/* retention.hpp — a process that prunes old rows once a day, so that nothing that is due waits for it.
 *
 * The dispatcher of the database starts it, and ends it before it ends itself: DDL that needs a database without
 * connections waits for the dispatcher only.
 */
#pragma once
#include "core/base/types.hpp"
#include "worker/child.hpp"

#include <algorithm>
#include <chrono>

#include "pg/process/shared.hpp"
#include "pg/sql/transactions.hpp"

namespace automation::worker {

class RetentionStarter {
 public:
    RetentionStarter(pg::Transactions &transactions, pg::DatabaseSlot const &slot)
        : transactions_(transactions), slot_(slot)
    {}

    /** Starts a pass where one is due. Looks once a minute where retention is set, first of all where the server's
     *  configuration sets it, and after look_again(). */
    void start_if_due(core::Instant now);
    /** The settings may have changed: looks within a second, once for many changes. */
    void look_again(core::Instant now) noexcept
    {
        if (begun_) {
            next_look_ = std::min(next_look_, now + std::chrono::seconds(1));
        }
    }
    /** Ends a pass that is under way, and waits for its end. */
    void stop() { process_.stop_and_wait(); }

 private:
    pg::Transactions &transactions_;
    pg::DatabaseSlot const &slot_;
    Child process_;
    core::Instant next_look_ = core::Instant::min();
    bool begun_ = false;
};

}  // namespace automation::worker
