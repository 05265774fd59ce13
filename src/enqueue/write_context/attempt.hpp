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
