#include "pg/sql/table_writer.hpp"

#include <array>
#include <cstring>
#include <exception>
#include <string>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/sql/fast_path.hpp"
#include "pg/sql/scopes.hpp"
#include "pg/sql/spi.hpp"
#include "pg/tables/table_shape.hpp"
#include "pg/boundary/versions.hpp"

extern "C" {
#include "access/hio.h"
#include "storage/bufmgr.h"
}

namespace automation::pg {

TableWriter::TableWriter(TableName table, std::span<char const *const> columns)
    : table_(table), columns_(columns), exceptions_(std::uncaught_exceptions())
{
    Oid const oid = require_extension().table(table);
    plain_ = can_bypass_executor(table, columns);
    call([&] {
        relation_ = table_open(oid, RowExclusiveLock);
        memory_ = AllocSetContextCreate(CurrentMemoryContext, "automation rows to write", ALLOCSET_DEFAULT_SIZES);
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            attributes_[i] = get_attnum(oid, columns_[i]);
            if (attributes_[i] == InvalidAttrNumber) {
                ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
                        errmsg("column \"%s\" of table \"%s\" does not exist", columns_[i],
                               RelationGetRelationName(relation_)),
                        errhint("Call automation_install() to bring the tables up to date."));
            }
        }
        if (!plain_) {
            return;
        }
        executor_ = CreateExecutorState();
        result_ = makeNode(ResultRelInfo);
        // No range table stands behind it: with an index into one, a constraint that fails would look there.
        InitResultRelInfo(result_, relation_, 0, nullptr, 0);
        ExecOpenIndices(result_, false);
        // Kept for its buffer pin only: its ring of buffers would have us write out pages that are soon read again.
        bulk_ = GetBulkInsertState();
        FreeAccessStrategy(bulk_->strategy);
        bulk_->strategy = nullptr;
        slots_memory_ = CurrentMemoryContext;
        slots_ = static_cast<TupleTableSlot **>(palloc0(sizeof(TupleTableSlot *) * rows_at_once));
    });
    if (!plain_) {
        prepare_insert();
    }
}

TableWriter::~TableWriter()
{
    if (std::uncaught_exceptions() != exceptions_) {
        return;
    }
    // Nothing here raises: buffers are unpinned, memory is freed, the lock stays until the transaction ends.
    if (plain_) {
        FreeBulkInsertState(bulk_);
        for (int i = 0; i < rows_at_once && slots_[i] != nullptr; ++i) {
            ExecDropSingleTupleTableSlot(slots_[i]);
        }
        ExecCloseIndices(result_);
        FreeExecutorState(executor_);
    }
    MemoryContextDelete(memory_);
    table_close(relation_, NoLock);
}

std::int64_t TableWriter::next_id()
{
    // Found by a scan of pg_depend, which would be a third of what a single row costs.
    struct Known {
        std::uint64_t definition_generation;
        Oid sequence;
    };
    static constinit Known known[table_count] = {};
    if (!OidIsValid(sequence_)) {
        Known &mine = known[static_cast<std::size_t>(table_)];
        if (mine.definition_generation != require_extension().definition_generation) {
            Oid const sequence =
                call([&] { return identity_sequence(relation_, get_attnum(RelationGetRelid(relation_), "id")); });
            mine = {require_extension().definition_generation, sequence};
        }
        sequence_ = mine.sequence;
    }
    return call([&] { return nextval_internal(sequence_, false); });
}

void TableWriter::add(Datum const *values, bool const *nulls)
{
    if (!plain_) {
        insert_one(values, nulls);
        ++written_;
        return;
    }
    call([&] {
        if (slots_[filled_] == nullptr) {
            MemoryContext const outer = MemoryContextSwitchTo(slots_memory_);
            slots_[filled_] = MakeSingleTupleTableSlot(RelationGetDescr(relation_), table_slot_callbacks(relation_));
            MemoryContextSwitchTo(outer);
        }
        TupleTableSlot *const slot = slots_[filled_];
        ExecClearTuple(slot);
        std::memset(slot->tts_isnull, true, sizeof(bool) * static_cast<std::size_t>(slot->tts_tupleDescriptor->natts));
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            int const at = attributes_[i] - 1;
            slot->tts_values[at] = values[i];
            slot->tts_isnull[at] = nulls[i];
        }
        ExecStoreVirtualTuple(slot);
        slot->tts_tableOid = RelationGetRelid(relation_);
        if (RelationGetDescr(relation_)->constr != nullptr) {
            ExecConstraints(result_, slot, executor_);
        }
    });
    ++filled_;
    ++written_;
    if (filled_ == rows_at_once) {
        flush_plain();
    }
}

void TableWriter::finish()
{
    if (plain_ && filled_ > 0) {
        flush_plain();
    }
}

void TableWriter::flush_plain()
{
    call([&] {
        MemoryContext const outer = MemoryContextSwitchTo(memory_);
        table_multi_insert(relation_, slots_, filled_, GetCurrentCommandId(true), 0, bulk_);
        MemoryContextSwitchTo(outer);
        if (result_->ri_NumIndices > 0) {
            for (int i = 0; i < filled_; ++i) {
                insert_index_entries(result_, slots_[i], executor_);
                ResetPerTupleExprContext(executor_);
            }
        }
        for (int i = 0; i < filled_; ++i) {
            ExecClearTuple(slots_[i]);
        }
        MemoryContextReset(memory_);
    });
    filled_ = 0;
}

void TableWriter::prepare_insert()
{
    struct Prepared {
        SPIPlanPtr plan = nullptr;
        std::uint64_t definition_generation = 0;
        char const *const *columns = nullptr;
        std::string sql;
    };
    static constinit NeverDestroyed<std::array<Prepared, table_count>> kept;
    Prepared &mine = (*kept)[static_cast<std::size_t>(table_)];
    if (mine.plan != nullptr && mine.definition_generation == require_extension().definition_generation &&
        mine.columns == columns_.data()) {
        insert_ = mine.plan;
        return;
    }
    std::string sql =
        "insert into " + require_extension().prefix + table_names[static_cast<std::size_t>(table_)] + " (";
    std::string marks;
    Oid types[32] = {};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        sql += (i == 0 ? "" : ", ") + std::string(columns_[i]);
        // Parameters have our types, whatever the column's: SQL converts what it can, and checks lengths and domains.
        types[i] = type_of(columns_of(table_).columns[find_column(table_, columns_[i])].kind);
        marks += (i == 0 ? "$" : ", $") + std::to_string(i + 1) +
                 cast_to_column(RelationGetRelid(relation_), columns_[i], types[i]);
    }
    sql += ") values (" + marks + ") returning 1";
    if (mine.plan != nullptr && mine.sql == sql) {
        mine.definition_generation = require_extension().definition_generation;
        mine.columns = columns_.data();
        insert_ = mine.plan;
        return;
    }
    Spi const session;
    insert_ = call([&] {
        SPIPlanPtr const plan = SPI_prepare(sql.c_str(), static_cast<int>(columns_.size()), types);
        if (plan == nullptr) {
            elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
        }
        SPI_keepplan(plan);
        return plan;
    });
    // The one before may be running further up: it is not freed.
    mine = {insert_, require_extension().definition_generation, columns_.data(), sql};
}

void TableWriter::insert_one(Datum const *values, bool const *nulls)
{
    // With row security or a user's trigger in the way, the statement must find what an application would find.
    char marks[33] = {};
    Datum copy[32] = {};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        marks[i] = nulls[i] ? 'n' : ' ';
        copy[i] = values[i];
    }
    Spi const session;
    execute_insert(insert_, require_extension().table(table_), copy, marks);
    call([&] { MemoryContextReset(memory_); });
}

}  // namespace automation::pg
