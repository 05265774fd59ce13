/* attempt.hpp — work whose errors must not fail the write that it belongs to: it runs in a subtransaction. */
#pragma once
#include "signals/triggers_enabled.hpp"

#include <exception>
#include <utility>

#include "pg/postgres.hpp"

namespace automation::signals {

/** A subtransaction: rolled back by its destruction at the latest, unless it is kept. */
class Attempt {
 public:
    Attempt();
    Attempt(Attempt const &) = delete;
    Attempt &operator=(Attempt const &) = delete;
    ~Attempt();
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
    Attempt attempt;
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

}  // namespace automation::signals
