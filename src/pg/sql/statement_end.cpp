#include "pg/sql/statement_end.hpp"

#include <utility>
#include <vector>

#include "pg/boundary/boundary.hpp"
#include "pg/boundary/never_destroyed.hpp"

extern "C" {
#include "executor/executor.h"
}

namespace automation::pg {

namespace {

constinit ExecutorFinish_hook_type next_finish = nullptr;
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

void discard_statement() noexcept
{
    auto &all = put_off();
    while (!all.empty() && all.back().depth >= depth) {
        all.pop_back();
    }
}

bool fires_triggers(QueryDesc const &query) noexcept
{
    return query.operation != CMD_SELECT || query.plannedstmt->hasModifyingCTE;
}

}  // namespace

extern "C" {

static void run_to_end(QueryDesc *query)
{
    if (next_finish != nullptr) {
        next_finish(query);
    } else {
        standard_ExecutorFinish(query);
    }
}

static void on_finish(QueryDesc *query)
{
    if (!fires_triggers(*query)) {
        run_to_end(query);
        return;
    }
    ++depth;
    PG_TRY();
    {
        run_to_end(query);
        boundary(finish_statement);
    }
    PG_FINALLY();
    {
        discard_statement();
        --depth;
    }
    PG_END_TRY();
}
}

void watch_statement_ends()
{
    next_finish = ExecutorFinish_hook;
    ExecutorFinish_hook = on_finish;
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

}  // namespace automation::pg
