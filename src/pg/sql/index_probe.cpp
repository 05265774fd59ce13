#include "pg/sql/index_probe.hpp"

#include "pg/boundary/boundary.hpp"

extern "C" {
#include "access/genam.h"
#include "catalog/pg_am.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
}

namespace automation::pg {

namespace {

/* Of plain rows, all of them, by a number. */
bool serves(Relation index, AttrNumber key)
{
    return index->rd_rel->relam == BTREE_AM_OID && index->rd_index->indisvalid &&
           index->rd_index->indkey.values[0] == key && index->rd_opcintype[0] == INT8OID &&
           heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, nullptr);
}

Relation index_by(Relation table, AttrNumber key)
{
    // The last one that served is looked at first.
    static constinit Oid last = InvalidOid;
    List *const indexes = RelationGetIndexList(table);
    if (OidIsValid(last) && list_member_oid(indexes, last)) {
        Relation const index = index_open(last, AccessShareLock);
        if (serves(index, key)) {
            return index;
        }
        index_close(index, AccessShareLock);
    }
    ListCell *cell = nullptr;
    foreach (cell, indexes) {
        Relation const index = index_open(lfirst_oid(cell), AccessShareLock);
        if (serves(index, key)) {
            last = RelationGetRelid(index);
            return index;
        }
        index_close(index, AccessShareLock);
    }
    return nullptr;
}

/* Every version of every row: what has been committed meanwhile, or is about to be, is among them. */
bool finds_row(Relation table, Relation index, std::int64_t number, AttrNumber set)
{
    ScanKeyData key;
    ScanKeyInit(&key, 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(number));
    TupleTableSlot *const slot = table_slot_create(table, nullptr);
    IndexScanDesc const scan = index_beginscan(table, index, SnapshotAny, 1, 0);
    index_rescan(scan, &key, 1, nullptr, 0);
    bool found = false;
    while (!found && index_getnext_slot(scan, ForwardScanDirection, slot)) {
        found = !slot_attisnull(slot, set);
    }
    index_endscan(scan);
    ExecDropSingleTupleTableSlot(slot);
    return found;
}

bool probe(Oid oid, char const *key, std::int64_t number, char const *set)
{
    AttrNumber const key_number = get_attnum(oid, key);
    AttrNumber const set_number = get_attnum(oid, set);
    if (key_number == InvalidAttrNumber || set_number == InvalidAttrNumber) {
        return true;
    }
    Relation const table = table_open(oid, AccessShareLock);
    bool found = true;
    if (table->rd_rel->relkind == RELKIND_RELATION && table->rd_rel->relam == HEAP_TABLE_AM_OID) {
        if (Relation const index = index_by(table, key_number)) {
            found = finds_row(table, index, number, set_number);
            index_close(index, AccessShareLock);
        }
    }
    table_close(table, AccessShareLock);
    return found;
}

}  // namespace

bool may_have_rows(TableName table, char const *key, std::int64_t number, char const *set)
{
    Oid const oid = require_extension().table(table);
    return call([&] { return probe(oid, key, number, set); });
}

}  // namespace automation::pg
