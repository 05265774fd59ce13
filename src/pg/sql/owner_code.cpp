#include "pg/sql/owner_code.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <string>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/sql/scopes.hpp"
#include "pg/process/shared.hpp"
#include "pg/extension/stored_settings.hpp"
#include "pg/boundary/versions.hpp"

extern "C" {
#include "access/genam.h"
#include "catalog/pg_proc.h"
#include "commands/extension.h"
#include "catalog/pg_trigger.h"
#include "nodes/nodeFuncs.h"
}

namespace automation::pg {

namespace {

struct KnownCode {
    Oid relation = InvalidOid;
    bool code = false;
};
constinit std::array<KnownCode, 32> known{};
constinit std::size_t next_place = 0;

void on_relation_changed(Datum, Oid relation)
{
    for (KnownCode &one : known) {
        if (relation == InvalidOid || one.relation == relation) {
            one = {};
        }
    }
}

bool is_foreign(Oid function)
{
    return function >= FirstNormalObjectId &&
           getExtensionOfObject(ProcedureRelationId, function) != get_extension_oid("automation", true);
}

bool is_foreign_function(Oid function, void *)
{
    return is_foreign(function);
}

bool calls_foreign_function(Node *node, void *context)
{
    if (node == nullptr) {
        return false;
    }
    return IsA(node, CoerceToDomain) || check_functions_in_node(node, is_foreign_function, context) ||
           walk_expression(node, calls_foreign_function, context);
}

/* A foreign key of a table that is not ours may cascade into it. */
bool is_foreign_trigger(Trigger const &trigger, ExtensionSchema const &where)
{
    if (trigger.tgisinternal && OidIsValid(trigger.tgconstraint)) {
        return OidIsValid(trigger.tgconstrrelid) &&
               std::find(where.tables.begin(), where.tables.end(), trigger.tgconstrrelid) == where.tables.end();
    }
    return is_foreign(trigger.tgfoid);
}

bool has_foreign_trigger(Relation relation, ExtensionSchema const &where)
{
    TriggerDesc const *const triggers = relation->trigdesc;
    for (int i = 0; triggers != nullptr && i < triggers->numtriggers; ++i) {
        if (is_foreign_trigger(triggers->triggers[i], where)) {
            return true;
        }
    }
    return false;
}

/* Defaults, generated columns and checks, and types that have checks. */
bool has_foreign_expression(Relation relation)
{
    TupleDesc const shape = RelationGetDescr(relation);
    for (int i = 0; i < shape->natts; ++i) {
        Form_pg_attribute const column = TupleDescAttr(shape, i);
        if (!column->attisdropped && get_typtype(column->atttypid) == TYPTYPE_DOMAIN) {
            return true;
        }
    }
    TupleConstr const *const constraints = shape->constr;
    for (int i = 0; constraints != nullptr && i < constraints->num_defval; ++i) {
        if (calls_users_function(constraints->defval[i].adbin)) {
            return true;
        }
    }
    for (int i = 0; constraints != nullptr && i < constraints->num_check; ++i) {
        if (calls_users_function(constraints->check[i].ccbin)) {
            return true;
        }
    }
    return false;
}

bool has_foreign_index(Relation relation)
{
    bool foreign = false;
    ListCell *cell = nullptr;
    foreach (cell, RelationGetIndexList(relation)) {
        Relation const index = index_open(lfirst_oid(cell), AccessShareLock);
        foreign = foreign ||
                  calls_foreign_function(reinterpret_cast<Node *>(RelationGetIndexExpressions(index)), nullptr) ||
                  calls_foreign_function(reinterpret_cast<Node *>(RelationGetIndexPredicate(index)), nullptr);
        index_close(index, AccessShareLock);
    }
    return foreign;
}

bool read_code(Oid oid, ExtensionSchema const &where)
{
    Relation const relation = table_open(oid, AccessShareLock);
    Form_pg_class const form = relation->rd_rel;
    bool const code = form->relkind != RELKIND_RELATION || form->relispartition || form->relhassubclass ||
                      form->relforcerowsecurity || relation->rd_rules != nullptr ||
                      has_foreign_trigger(relation, where) || has_foreign_expression(relation) ||
                      has_foreign_index(relation);
    table_close(relation, NoLock);
    return code;
}

/* Of the session's temporary tables none may stand before the owner's: the caller made them. */
std::string closed(std::string const &path)
{
    bool const named = path.find("pg_temp") != std::string::npos;
    return named ? path : path.empty() ? std::string("pg_temp") : path + ", pg_temp";
}

struct SearchPath {
    Oid role = InvalidOid;
    TimestampTz transaction = 0;
    std::string text;
};
constinit NeverDestroyed<SearchPath> last_path;

std::string const &path_of_role()
{
    SearchPath &path = *last_path;
    // Asked once in a transaction.
    if (path.role != GetUserId() || path.transaction != GetCurrentTransactionStartTimestamp()) {
        auto const stored = stored_setting(GetUserId(), "search_path");
        path.text = closed(stored ? *stored : server_search_path());
        path.role = GetUserId();
        path.transaction = GetCurrentTransactionStartTimestamp();
    }
    return path.text;
}

}  // namespace

bool calls_users_function(char const *expression)
{
    return expression != nullptr && calls_foreign_function(static_cast<Node *>(stringToNode(expression)), nullptr);
}

bool runs_users_code(Oid relation)
{
    for (KnownCode const &one : known) {
        if (one.relation == relation) {
            return one.code;
        }
    }
    // Noted before looking: an invalidation that arrives meanwhile takes it away again.
    KnownCode &mine = known[next_place++ % known.size()];
    mine = {relation, true};
    bool code = true;
    ExtensionSchema const &where = require_extension();
    try {
        code = call([&] { return read_code(relation, where); });
    } catch (...) {
        mine = {};
        throw;
    }
    mine.code = code;
    return code;
}

UsersSettings::UsersSettings() : exceptions_(std::uncaught_exceptions())
{
    std::string const &path = path_of_role();
    PlannerSettings const &before = ScopedSettings::before();
    level_ = call([&] {
        int const level = NewGUCNestLevel();
        auto const set = [](char const *name, char const *value) {
            (void)set_config_option(name, value, PGC_SUSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
        };
        set("search_path", path.c_str());
        set("enable_seqscan", before.seqscan ? "on" : "off");
        set("enable_hashjoin", before.hashjoin ? "on" : "off");
        set("enable_mergejoin", before.mergejoin ? "on" : "off");
        set("plan_cache_mode", before.plan_cache == PLAN_CACHE_MODE_AUTO                ? "auto"
                               : before.plan_cache == PLAN_CACHE_MODE_FORCE_CUSTOM_PLAN ? "force_custom_plan"
                                                                                        : "force_generic_plan");
        return level;
    });
}

UsersSettings::~UsersSettings()
{
    if (std::uncaught_exceptions() == exceptions_) {
        AtEOXact_GUC(!ScopedSettings::engine_works(), level_);
    }
}

void watch_users_code()
{
    CacheRegisterRelcacheCallback(on_relation_changed, Datum{0});
}

}  // namespace automation::pg
