#include "worker/database_ddl.hpp"

#include <chrono>

#include <csignal>
#include <cstring>

#include "pg/clock.hpp"
#include "pg/shared.hpp"
#include "pg/wait.hpp"

extern "C" {
#include "commands/dbcommands.h"
#include "commands/defrem.h"
#include "tcop/utility.h"
}

namespace automation::worker {

using namespace std::chrono_literals;

namespace {

constinit ProcessUtility_hook_type previous_hook = nullptr;

char const *option_text(List *options, char const *name)
{
    ListCell *cell = nullptr;
    foreach (cell, options) {
        auto *const option = lfirst_node(DefElem, cell);
        if (std::strcmp(option->defname, name) == 0) {
            return option->arg == nullptr ? "" : defGetString(option);
        }
    }
    return nullptr;
}

/* The database that a command wants to itself, or null. */
char const *database_wanted(Node *statement)
{
    switch (nodeTag(statement)) {
        case T_DropdbStmt:
            return castNode(DropdbStmt, statement)->dbname;
        case T_CreatedbStmt:
            return option_text(castNode(CreatedbStmt, statement)->options, "template");
        case T_AlterDatabaseStmt: {
            auto *const alter = castNode(AlterDatabaseStmt, statement);
            return option_text(alter->options, "tablespace") == nullptr ? nullptr : alter->dbname;
        }
        case T_RenameStmt: {
            auto *const rename = castNode(RenameStmt, statement);
            return rename->renameType == OBJECT_DATABASE ? rename->subname : nullptr;
        }
        default:
            return nullptr;
    }
}

/* Keeps the dispatcher of a database away while it lives. */
class Hold {
 public:
    explicit Hold(pg::DatabaseSlot &slot) : slot_(slot)
    {
        slot_.held_by = MyProcPid;
        if (slot_.pid != 0) {
            kill(slot_.pid, SIGTERM);
        }
        // The command waits five seconds more by itself, and says who is in its way.
        core::Instant const until = pg::now() + 5s;
        while (slot_.pid != 0 && pg::now() < until) {
            (void)pg::wait(-1, 10ms);
            pg::interrupts();
        }
    }
    Hold(Hold const &) = delete;
    Hold &operator=(Hold const &) = delete;
    ~Hold()
    {
        slot_.held_by = 0;
        pg::shared()->rescan = true;
        pg::set_latch_of(pg::shared()->launcher);
    }

 private:
    pg::DatabaseSlot &slot_;
};

}  // namespace

}  // namespace automation::worker

namespace {

using namespace automation;          // NOLINT(google-build-using-namespace)
using namespace automation::worker;  // NOLINT(google-build-using-namespace)

void run_next(PlannedStmt *statement, char const *query, bool read_only, ProcessUtilityContext context,
              ParamListInfo params, QueryEnvironment *environment, DestReceiver *receiver, QueryCompletion *completion)
{
    auto const next = previous_hook != nullptr ? previous_hook : standard_ProcessUtility;
    next(statement, query, read_only, context, params, environment, receiver, completion);
}

void on_utility(PlannedStmt *statement, char const *query, bool read_only, ProcessUtilityContext context,
                ParamListInfo params, QueryEnvironment *environment, DestReceiver *receiver,
                QueryCompletion *completion)
{
    char const *const name = database_wanted(statement->utilityStmt);
    pg::DatabaseSlot *const slot = name == nullptr ? nullptr : pg::find_slot(get_database_oid(name, true));
    if (slot == nullptr) {
        run_next(statement, query, read_only, context, params, environment, receiver, completion);
        return;
    }
    pg::boundary([&] {
        Hold const hold(*slot);
        pg::call([&] { run_next(statement, query, read_only, context, params, environment, receiver, completion); });
    });
}

}  // namespace

void automation::worker::make_way_for_database_ddl()
{
    previous_hook = ProcessUtility_hook;
    ProcessUtility_hook = on_utility;
}
