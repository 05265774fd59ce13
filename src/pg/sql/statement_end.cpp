#include "pg/sql/statement_end.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include "pg/boundary/boundary.hpp"
#include "pg/boundary/never_destroyed.hpp"

extern "C" {
#include "executor/executor.h"
#include "tcop/utility.h"
}

namespace automation::pg {

namespace {

constinit ExecutorFinish_hook_type next_finish = nullptr;
constinit ProcessUtility_hook_type next_utility = nullptr;
/* How many statements are firing their triggers, one inside another. */
constinit int depth = 0;

struct PutOff {
    int depth = 0;
    void const *key = nullptr;
    std::unique_ptr<StatementWork> work;
};

std::vector<PutOff> &put_off()
{
    static NeverDestroyed<std::vector<PutOff>> all;
    return *all;
}

void finish_statement()
{
    auto &all = put_off();
    while (!all.empty() && all.back().depth == depth) {
        std::unique_ptr<StatementWork> const work = std::move(all.back().work);
        all.pop_back();
        work->finish();
    }
}

[[gnu::noinline]] void leave_statement() noexcept
{
    auto &all = put_off();
    while (!all.empty() && all.back().depth >= depth) {
        all.pop_back();
    }
    --depth;
}

bool fires_triggers(QueryDesc const &query) noexcept
{
    return query.operation != CMD_SELECT || query.plannedstmt->hasModifyingCTE;
}

}  // namespace

/* Runs what fires the triggers of a statement, then what they have put off. Raises what either raises. */
void with_end(void (*run)(void const *), void const *what)
{
    ++depth;
    PG_TRY();
    {
        run(what);
        boundary(finish_statement);
    }
    PG_CATCH();
    {
        leave_statement();
        PG_RE_THROW();
    }
    PG_END_TRY();
    leave_statement();
}

template <class Run>
void with_end(Run const &run)
{
    with_end([](void const *what) { (*static_cast<Run const *>(what))(); }, &run);
}

extern "C" {

static void on_finish(QueryDesc *query)
{
    auto const run = [&] {
        if (next_finish != nullptr) {
            next_finish(query);
        } else {
            standard_ExecutorFinish(query);
        }
    };
    if (fires_triggers(*query)) {
        with_end(run);
    } else {
        run();
    }
}

/* COPY fires its triggers itself. */
static void on_utility(PlannedStmt *statement, char const *text, bool read_only, ProcessUtilityContext context,
                       ParamListInfo params, QueryEnvironment *environment, DestReceiver *receiver,
                       QueryCompletion *completion)
{
    auto const run = [&] {
        auto const next = next_utility != nullptr ? next_utility : standard_ProcessUtility;
        next(statement, text, read_only, context, params, environment, receiver, completion);
    };
    if (IsA(statement->utilityStmt, CopyStmt)) {
        with_end(run);
    } else {
        run();
    }
}
}

void watch_statement_ends()
{
    next_finish = ExecutorFinish_hook;
    ExecutorFinish_hook = on_finish;
    next_utility = ProcessUtility_hook;
    ProcessUtility_hook = on_utility;
}

bool statement_has_end() noexcept
{
    return depth > 0;
}

StatementWork *find_statement_work(void const *key) noexcept
{
    for (PutOff const &one : put_off()) {
        if (one.depth == depth && one.key == key) {
            return one.work.get();
        }
    }
    return nullptr;
}

void add_statement_work(void const *key, std::unique_ptr<StatementWork> work)
{
    put_off().push_back({depth, key, std::move(work)});
}

void finish_outer_statement_work(void const *key)
{
    auto &all = put_off();
    for (std::size_t i = 0; i < all.size();) {
        if (all[i].depth >= depth || all[i].key != key) {
            ++i;
            continue;
        }
        // Out of the list before it is done: what it does may put off more.
        std::unique_ptr<StatementWork> const work = std::move(all[i].work);
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
        work->finish();
        i = 0;
    }
}

}  // namespace automation::pg
