/* attempt.hpp — work whose errors must not fail the write that it belongs to: it runs in a subtransaction. */
#pragma once
#include "enqueue/write_context/triggers_enabled.hpp"

#include <exception>
#include <utility>

#include "pg/boundary/postgres.hpp"

namespace automation::enqueue {

/** A subtransaction: rolled back by its destruction at the latest, unless it is kept. */
class GuardedAttempt {
 public:
    GuardedAttempt();
    GuardedAttempt(GuardedAttempt const &) = delete;
    GuardedAttempt &operator=(GuardedAttempt const &) = delete;
    ~GuardedAttempt();
    void keep();
    void undo() noexcept;

 private:
    MemoryContext memory_;
    ResourceOwner owner_;
    bool open_ = false;
};

/** Whether an error comes from what somebody made of the tables, and not from the server's or the session's state. */
[[nodiscard]] bool is_of_definition(std::exception const &error) noexcept;

/** An error that another transaction has caused by its commit, and that does not come again with a newer snapshot. */
[[nodiscard]] bool is_conflict(std::exception const &error) noexcept;

/** Runs `work`, whose statements take a snapshot of their own, again where another transaction has got in between: only
 *  where one that keeps its snapshot, as from REPEATABLE READ on, would fail. */
template <class Work>
void retry_conflicts(Work &&work)
{
    if (!IsolationUsesXactSnapshot()) {
        work();
        return;
    }
    constexpr int most_tries = 5;
    for (int tries = 1;; ++tries) {
        GuardedAttempt attempt;
        try {
            work();
            attempt.keep();
            return;
        } catch (std::exception const &error) {
            attempt.undo();
            if (!is_conflict(error) || tries == most_tries) {
                throw;
            }
        }
    }
}

/** Runs `work` in a subtransaction. What the tables' definitions make of it is a WARNING. */
template <class Work>
void attempt(Work &&work)
{
    GuardedAttempt attempt;
    try {
        work();
        attempt.keep();
    } catch (std::exception const &error) {
        attempt.undo();
        if (!is_of_definition(error)) {
            throw;
        }
        warn_untriggered(error.what(), "");
    }
}

}  // namespace automation::enqueue
