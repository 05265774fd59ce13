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
/** Does now what the statements around the current one have put off under that key. */
void finish_outer_statement_work(void const *key);

template <class Work>
inline constinit char statement_work_key = 0;

/** The work of that type for the statement whose triggers are firing. Null: do it now. */
template <class Work>
[[nodiscard]] Work *statement_work()
{
    if (!statement_has_end()) {
        return nullptr;
    }
    if (StatementWork *const known = find_statement_work(&statement_work_key<Work>)) {
        return static_cast<Work *>(known);
    }
    auto made = std::make_unique<Work>();
    Work *const work = made.get();
    add_statement_work(&statement_work_key<Work>, std::move(made));
    return work;
}

/** A statement inside another one, in a trigger of the user's, changes what the outer one has put off: that is done
 * first, in the order in which the rows were written. */
template <class Work>
void finish_outer_work()
{
    finish_outer_statement_work(&statement_work_key<Work>);
}

}  // namespace automation::pg
