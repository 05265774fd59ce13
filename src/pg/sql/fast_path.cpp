#include "pg/sql/fast_path.hpp"

#include <cstring>

#include "pg/boundary/boundary.hpp"
#include "pg/sql/owner_code.hpp"
#include "pg/tables/table_shape.hpp"
#include "pg/boundary/versions.hpp"

extern "C" {
#include "access/genam.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "utils/rls.h"
}

namespace automation::pg {

namespace {

struct Answer {
    std::uint64_t definition_generation = 0;
    bool plain = false;
};
constinit Answer inserts[table_count];
constinit Answer deletes[table_count];

bool given(std::span<char const *const> columns, char const *name)
{
    for (char const *const column : columns) {
        if (std::strcmp(column, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The one foreign key we look after ourselves: (lead_id, tenant_id) to leads. */
bool only_our_foreign_key(Relation relation, ExtensionSchema const &where)
{
    ListCell *cell = nullptr;
    int keys = 0;
    foreach (cell, RelationGetFKeyList(relation)) {
        auto const *const key = static_cast<ForeignKeyCacheInfo *>(lfirst(cell));
        ++keys;
        if (keys > 1 || key->confrelid != where.table(TableName::leads) || key->nkeys != 2) {
            return false;
        }
        for (int i = 0; i < key->nkeys; ++i) {
            char const *const name = get_attname(RelationGetRelid(relation), key->conkey[i], false);
            if (std::strcmp(name, "lead_id") != 0 && std::strcmp(name, "tenant_id") != 0) {
                return false;
            }
        }
    }
    return true;
}

bool only_our_triggers(Relation relation, ExtensionSchema const &where)
{
    TriggerDesc const *const triggers = relation->trigdesc;
    if (triggers == nullptr) {
        return true;
    }
    for (int i = 0; i < triggers->numtriggers; ++i) {
        Trigger const &trigger = triggers->triggers[i];
        bool const foreign_key = trigger.tgisinternal && OidIsValid(trigger.tgconstraint);
        if (!foreign_key && getExtensionOfObject(ProcedureRelationId, trigger.tgfoid) != where.extension) {
            return false;
        }
    }
    return only_our_foreign_key(relation, where);
}

bool only_our_columns(Relation relation, std::span<char const *const> columns)
{
    TupleDesc const shape = RelationGetDescr(relation);
    TupleConstr const *const constraints = shape->constr;
    if (constraints != nullptr && has_generated(constraints)) {
        return false;
    }
    for (int i = 0; i < shape->natts; ++i) {
        Form_pg_attribute const column = TupleDescAttr(shape, i);
        if (column->attisdropped || given(columns, NameStr(column->attname))) {
            continue;
        }
        if (column->attnotnull || column->atthasdef) {
            return false;
        }
    }
    return true;
}

/* A check that calls a function of the user's finds what its owner's statements would find. */
bool only_plain_checks(Relation relation)
{
    TupleConstr const *const constraints = RelationGetDescr(relation)->constr;
    for (int i = 0; constraints != nullptr && i < constraints->num_check; ++i) {
        if (calls_users_function(constraints->check[i].ccbin)) {
            return false;
        }
    }
    return true;
}

/* Our values stand in the row as they are. */
bool exact_columns(RelationShape const &shape, TableName table, std::span<char const *const> columns)
{
    for (char const *const column : columns) {
        std::size_t const index = find_column(table, column);
        if (index == most_columns || !shape.columns[index].exact) {
            return false;
        }
    }
    return true;
}

bool only_plain_indexes(Relation relation)
{
    bool plain = true;
    List *const indexes = RelationGetIndexList(relation);
    ListCell *cell = nullptr;
    foreach (cell, indexes) {
        Relation const index = index_open(lfirst_oid(cell), AccessShareLock);
        plain = plain && index->rd_index->indimmediate && RelationGetIndexExpressions(index) == NIL;
        index_close(index, AccessShareLock);
    }
    return plain;
}

}  // namespace

namespace {

/* The executor would ask; where the answer is no, it may say so itself. Row security is none of the owner's business.
 */
bool allowed(TableName table, AclMode mode)
{
    Oid const relation = require_extension().table(table);
    return call([&] {
        return pg_class_aclcheck(relation, GetUserId(), mode) == ACLCHECK_OK &&
               check_enable_rls(relation, InvalidOid, true) != RLS_ENABLED;
    });
}

/* Keeps an answer until the table may have changed. */
template <class Examine>
bool answer(Answer (&known)[table_count], TableName table, Examine &&examine)
{
    ExtensionSchema const &where = require_extension();
    Answer &mine = known[static_cast<std::size_t>(table)];
    if (mine.definition_generation != where.definition_generation) {
        Relation const relation = call([&] { return table_open(where.table(table), AccessShareLock); });
        auto const shape = shape_of(relation, table);
        mine.plain = call([&] {
            bool const plain = relation->rd_rel->relkind == RELKIND_RELATION && !relation->rd_rel->relispartition &&
                               relation->rd_rules == nullptr && only_our_triggers(relation, where) &&
                               examine(relation, *shape);
            table_close(relation, AccessShareLock);
            return plain;
        });
        mine.definition_generation = where.definition_generation;
    }
    return mine.plain;
}

}  // namespace

bool can_bypass_executor(TableName table, std::span<char const *const> columns)
{
    return allowed(table, ACL_INSERT) && answer(inserts, table, [&](Relation relation, RelationShape const &shape) {
               return exact_columns(shape, table, columns) && only_our_columns(relation, columns) &&
                      only_plain_checks(relation) && only_plain_indexes(relation);
           });
}

bool is_plain_for_delete(TableName table)
{
    return allowed(table, ACL_DELETE) && answer(deletes, table, [](Relation, RelationShape const &) { return true; });
}

}  // namespace automation::pg
