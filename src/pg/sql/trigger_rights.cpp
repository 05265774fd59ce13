#include "pg/sql/trigger_rights.hpp"

#include <string>
#include <vector>

#include "pg/sql/owner_session.hpp"
#include "pg/extension/trigger_table.hpp"

extern "C" {
#include "commands/extension.h"
#include "nodes/parsenodes.h"
#include "tcop/utility.h"
}

namespace automation::pg {

namespace {

constinit ProcessUtility_hook_type previous_hook = nullptr;

// Tables that carry our triggers are ours: only who may execute their functions can have created them.
constexpr char const *missing_grants =
    "select pg_catalog.format('grant execute on function %s to %I', p.oid::pg_catalog.regprocedure, o.rolname) "
    "from pg_catalog.pg_extension e "
    "join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.refobjid = "
    "e.oid "
    "and d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.deptype = 'e' "
    "join pg_catalog.pg_proc p on p.oid = d.objid and p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype "
    "cross join (select distinct c.relowner from pg_catalog.pg_extension x "
    "join pg_catalog.pg_class c on c.relnamespace = x.extnamespace and c.relkind in ('r', 'p') "
    "join pg_catalog.pg_trigger t on t.tgrelid = c.oid and t.tgname = 'automation_keep_tenant' "
    "join pg_catalog.pg_depend y on y.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass "
    "and y.refobjid = x.oid and y.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and y.objid = t.tgfoid "
    "and y.deptype = 'e' where x.extname = 'automation') r "
    "join pg_catalog.pg_roles o on o.oid = r.relowner "
    "where e.extname = 'automation' and not pg_catalog.has_function_privilege(o.oid, p.oid, 'execute') "
    "order by p.proname, o.rolname";

/* The table that gets a partition, or null. */
RangeVar const *parent_of(Node *statement)
{
    if (IsA(statement, CreateStmt)) {
        auto const *const create = castNode(CreateStmt, statement);
        return create->partbound == nullptr ? nullptr : linitial_node(RangeVar, create->inhRelations);
    }
    if (IsA(statement, AlterTableStmt)) {
        auto const *const alter = castNode(AlterTableStmt, statement);
        ListCell *cell = nullptr;
        foreach (cell, alter->cmds) {
            if (lfirst_node(AlterTableCmd, cell)->subtype == AT_AttachPartition) {
                return alter->relation;
            }
        }
    }
    return nullptr;
}

/* Whoever attaches it owns the table and lacks, or may lack, the right. */
bool may_lack_rights(Node *statement)
{
    RangeVar const *const parent = parent_of(statement);
    if (parent == nullptr || XactReadOnly || creating_extension) {
        return false;
    }
    Oid const table = call([&] { return superuser() ? InvalidOid : RangeVarGetRelid(parent, NoLock, true); });
    return OidIsValid(table) && is_table_of_ours(table);
}

// The functions that automation_install() calls are for the roles that may use their schema.
std::string missing_usage(Oid role)
{
    std::string const number = std::to_string(role) + "::pg_catalog.oid";
    return "select pg_catalog.format('grant usage on schema %I to %I', n.nspname, pg_catalog.pg_get_userbyid(" +
           number +
           ")) from pg_catalog.pg_namespace n "
           "join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass "
           "and d.objid = n.oid and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e' "
           "join pg_catalog.pg_extension e on e.oid = d.refobjid and e.extname = 'automation' "
           "where n.nspname = 'automation_internal' and not pg_catalog.has_schema_privilege(" +
           number + ", n.oid, 'usage')";
}

/* Runs what the queries return. */
void run_grants(std::vector<std::string> const &queries)
{
    if (creating_extension) {
        return;
    }
    OwnerSession const session(BOOTSTRAP_SUPERUSERID);
    std::vector<std::string> grants;
    for (std::string const &query : queries) {
        for (Row const row : execute_plain(query)) {
            grants.push_back(row.text(1));
        }
    }
    for (std::string const &grant : grants) {
        (void)execute_plain(grant);
    }
}

}  // namespace

void grant_trigger_functions()
{
    run_grants({missing_grants});
}

void grant_installation()
{
    run_grants({missing_usage(call([] { return GetUserId(); })), missing_grants});
}

}  // namespace automation::pg

namespace {

using namespace automation::pg;  // NOLINT(google-build-using-namespace)

void on_utility(PlannedStmt *statement, char const *query, bool read_only, ProcessUtilityContext context,
                ParamListInfo params, QueryEnvironment *environment, DestReceiver *receiver,
                QueryCompletion *completion)
{
    boundary([&] {
        if (may_lack_rights(statement->utilityStmt)) {
            grant_trigger_functions();
        }
    });
    auto const next = previous_hook != nullptr ? previous_hook : standard_ProcessUtility;
    next(statement, query, read_only, context, params, environment, receiver, completion);
}

}  // namespace

void automation::pg::watch_partitions()
{
    previous_hook = ProcessUtility_hook;
    ProcessUtility_hook = on_utility;
}
