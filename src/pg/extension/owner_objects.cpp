#include "pg/extension/owner_objects.hpp"

#include "pg/tables/table_shape.hpp"
#include "pg/boundary/versions.hpp"

extern "C" {
#include "access/genam.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_sequence.h"
#include "catalog/pg_trigger.h"
#include "storage/lmgr.h"
}

namespace automation::pg {

namespace {

/* How many of each the install script makes. */
struct Parts {
    int checks = 0;
    int foreign_keys = 0;
    int unique_indexes = 1;
    int special_indexes = 0;  ///< with expressions or of part of the rows
    int indexes = 1;          ///< of all kinds; a value may be too long for any
};

Parts installed(TableName table) noexcept
{
    switch (table) {
        case TableName::leads:
            return {0, 0, 1, 4, 5};
        case TableName::messages:
            return {3, 1, 2, 7, 9};
        case TableName::activities:
            return {0, 1, 1, 0, 2};
        case TableName::automation_queue:
            return {0, 0, 1, 1, 4};
        case TableName::automation_enrollments:
            return {0, 0, 2, 0, 3};
        case TableName::automation_suppressions:
            return {1, 0, 1, 1, 2};
        case TableName::automation_lead_dates:
            return {0, 0, 1, 0, 3};
        default:
            return {};
    }
}

bool own_triggers(Relation relation, Oid extension)
{
    TriggerDesc const *const triggers = relation->trigdesc;
    for (int i = 0; triggers != nullptr && i < triggers->numtriggers; ++i) {
        Trigger const &trigger = triggers->triggers[i];
        if (!trigger.tgisinternal && getExtensionOfObject(ProcedureRelationId, trigger.tgfoid) != extension) {
            return true;
        }
    }
    return false;
}

bool own_columns(Relation relation, TableName table)
{
    TupleDesc const shape = RelationGetDescr(relation);
    for (int i = 0; i < shape->natts; ++i) {
        Form_pg_attribute const column = TupleDescAttr(shape, i);
        bool const ours = find_column(table, NameStr(column->attname)) < most_columns;
        if (!column->attisdropped && !ours && (column->attnotnull || column->atthasdef)) {
            return true;
        }
    }
    return false;
}

bool own_indexes(Relation relation, Parts const &parts)
{
    int unique = 0;
    int special = 0;
    List *const indexes = RelationGetIndexList(relation);
    ListCell *cell = nullptr;
    foreach (cell, indexes) {
        Relation const index = index_open(lfirst_oid(cell), AccessShareLock);
        unique += index->rd_index->indisunique ? 1 : 0;
        special += RelationGetIndexExpressions(index) != NIL || RelationGetIndexPredicate(index) != NIL ? 1 : 0;
        index_close(index, AccessShareLock);
    }
    return list_length(indexes) > parts.indexes || unique > parts.unique_indexes || special > parts.special_indexes;
}

/* Whether a sequence ends before bigint does, begins anew, or counts down. */
bool is_limited_sequence(Oid sequence)
{
    HeapTuple const tuple = SearchSysCache1(SEQRELID, ObjectIdGetDatum(sequence));
    if (!HeapTupleIsValid(tuple)) {
        return true;
    }
    auto const *const row = reinterpret_cast<Form_pg_sequence>(GETSTRUCT(tuple));
    bool const limited = row->seqmax < PG_INT64_MAX || row->seqcycle || row->seqincrement < 1;
    ReleaseSysCache(tuple);
    return limited;
}

/* Its numbers may end, or be taken from where they have been given out already. */
bool own_sequence(Relation relation)
{
    AttrNumber const id = get_attnum(RelationGetRelid(relation), "id");
    if (id == InvalidAttrNumber || TupleDescAttr(RelationGetDescr(relation), id - 1)->attidentity == '\0') {
        return false;
    }
    Oid const sequence = identity_sequence(relation, id);
    return is_limited_sequence(sequence);
}

bool has_own_parts(Relation relation, TableName table, RelationShape const &shape, Oid extension)
{
    Parts const parts = installed(table);
    TupleConstr const *const constraints = RelationGetDescr(relation)->constr;
    int const checks = constraints == nullptr ? 0 : constraints->num_check;
    return relation->rd_rel->relkind != RELKIND_RELATION || relation->rd_rel->relispartition ||
           relation->rd_rules != nullptr || !shape.exact || checks > parts.checks ||
           list_length(RelationGetFKeyList(relation)) > parts.foreign_keys || own_triggers(relation, extension) ||
           own_columns(relation, table) || own_indexes(relation, parts) || own_sequence(relation);
}

}  // namespace

bool may_meet_own_parts(std::initializer_list<TableName> tables)
{
    struct Answer {
        std::uint64_t definition_generation = 0;
        bool own = false;
    };
    static constinit std::array<Answer, table_count> answers{};
    ExtensionSchema const &where = require_extension();
    for (TableName const table : tables) {
        if (!OidIsValid(where.table(table))) {
            continue;  // of an older version: nothing is written to it
        }
        Answer &answer = answers[static_cast<std::size_t>(table)];
        if (answer.definition_generation != where.definition_generation) {
            // Not every statement writes to each of them: one that does waits for the lock in the write itself.
            if (!call([&] { return ConditionalLockRelationOid(where.table(table), AccessShareLock); })) {
                return true;
            }
            Relation const relation = call([&] { return table_open(where.table(table), NoLock); });
            auto const shape = shape_of(relation, table);
            answer.own = call([&] {
                bool const own = has_own_parts(relation, table, *shape, where.extension);
                table_close(relation, AccessShareLock);
                return own;
            });
            answer.definition_generation = where.definition_generation;
        }
        if (answer.own) {
            return true;
        }
    }
    return false;
}

}  // namespace automation::pg
