#include "worker/database_ddl.hpp"

#include <chrono>

#include <csignal>
#include <cstring>

#include "pg/boundary/boundary.hpp"
#include "pg/time/clock.hpp"
#include "pg/process/shared.hpp"
#include "pg/process/wait.hpp"

extern "C" {
#include "catalog/pg_database.h"
#include "commands/dbcommands.h"
#include "commands/defrem.h"
#include "tcop/utility.h"
#include "utils/resowner.h"
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

char const *template_of(List *options)
{
    char const *const named = option_text(options, "template");
    return named == nullptr ? "template1" : named;
}

/* Whether the command can succeed, as far as rights go: a stranger's, which is refused, moves no dispatcher. */
bool may_have(Oid database)
{
    HeapTuple const row = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(database));
    if (!HeapTupleIsValid(row)) {
        return false;
    }
    auto const *const form = reinterpret_cast<Form_pg_database>(GETSTRUCT(row));
    bool const may = form->datistemplate || has_privs_of_role(GetUserId(), form->datdba);
    ReleaseSysCache(row);
    return may;
}

/* The database that a command wants to itself, or null. */
char const *database_wanted(Node *statement)
{
    switch (nodeTag(statement)) {
        case T_DropdbStmt:
            return castNode(DropdbStmt, statement)->dbname;
        case T_CreatedbStmt:
            return template_of(castNode(CreatedbStmt, statement)->options);
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

constinit bool holding = false;

/* Only when the transaction is over: let in before, the dispatcher would wait for its lock and then find no database.
 */
void on_release(ResourceReleasePhase phase, bool, bool is_top_level, void *)
{
    if (!holding || phase != RESOURCE_RELEASE_AFTER_LOCKS || !is_top_level) {
        return;
    }
    holding = false;
    pg::shared()->rescan = true;
    for (pg::DatabaseSlot &slot : pg::shared()->slots) {
        if (slot.held_by == MyProcPid) {
            slot.unverified = true;
            slot.held_by = 0;
        }
    }
    pg::set_latch_of(pg::shared()->launcher);
}

/* Keeps the dispatcher of a database away until the transaction ends. */
void reserve(pg::DatabaseSlot &slot)
{
    holding = true;
    slot.held_by = MyProcPid;
    if (slot.pid != 0) {
        kill(slot.pid, SIGTERM);
    }
    // The command waits five seconds more by itself, and says who is in its way.
    core::Instant const until = pg::now() + 5s;
    while (slot.pid != 0 && pg::now() < until) {
        (void)pg::wait(-1, 10ms);
        pg::interrupts();
    }
}

}  // namespace

}  // namespace automation::worker

namespace {

using namespace automation;          // NOLINT(google-build-using-namespace)
using namespace automation::worker;  // NOLINT(google-build-using-namespace)

void on_utility(PlannedStmt *statement, char const *query, bool read_only, ProcessUtilityContext context,
                ParamListInfo params, QueryEnvironment *environment, DestReceiver *receiver,
                QueryCompletion *completion)
{
    char const *const name = database_wanted(statement->utilityStmt);
    pg::DatabaseSlot *const slot = name == nullptr ? nullptr : pg::find_slot(get_database_oid(name, true));
    if (slot != nullptr && may_have(slot->database)) {
        pg::boundary([&] { reserve(*slot); });
    }
    auto const next = previous_hook != nullptr ? previous_hook : standard_ProcessUtility;
    next(statement, query, read_only, context, params, environment, receiver, completion);
}

}  // namespace

void automation::worker::install_utility_hook()
{
    previous_hook = ProcessUtility_hook;
    ProcessUtility_hook = on_utility;
    RegisterResourceReleaseCallback(on_release, nullptr);
}
