/* statement_end.hpp — work that row triggers put off until their statement has fired all of its triggers: done once for
 * all rows, in an order of its own.
 *
 * Hooks around the end of the executor's run and around COPY see statements whose triggers fire there. Others (deferred
 * triggers, the statement in which the library was loaded) have no such end: their triggers do the work themselves. An
 * error in the statement discards what was put off with it.
 */
#pragma once
#include <memory>

namespace automation::pg {

class StatementWork {
 public:
    StatementWork() = default;
    StatementWork(StatementWork const &) = delete;
    StatementWork &operator=(StatementWork const &) = delete;
    virtual ~StatementWork() = default;
    /** Called once, with the rights of the session, after the triggers have fired. */
    virtual void finish() = 0;
};

/** Installs the hooks. Once per process, from _PG_init. */
void watch_statement_ends();

/** False: no end of a statement will be seen. */
[[nodiscard]] bool statement_has_end() noexcept;
/** What was put off by the current statement under that key, or null. */
[[nodiscard]] StatementWork *find_statement_work(void const *key) noexcept;
void add_statement_work(void const *key, std::unique_ptr<StatementWork> work);

/** The work of that type for the statement whose triggers are firing. Null: do it now. */
template <class Work>
[[nodiscard]] Work *statement_work()
{
    static constinit char key = 0;
    if (!statement_has_end()) {
        return nullptr;
    }
    if (StatementWork *const known = find_statement_work(&key)) {
        return static_cast<Work *>(known);
    }
    auto made = std::make_unique<Work>();
    Work *const work = made.get();
    add_statement_work(&key, std::move(made));
    return work;
}

}  // namespace automation::pg
