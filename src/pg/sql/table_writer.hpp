/* table_writer.hpp — many rows into one of the extension's tables, as fast as the table allows.
 *
 * Rows go past the executor (table_multi_insert) where that cannot be told from an INSERT: a plain heap, no trigger but
 * the extension's own, no foreign key but the one to leads (whose rows the caller has locked or has just inserted), no
 * row security, generated column, check or default of the user's. Otherwise each row is an INSERT through SPI.
 */
#pragma once
#include <cstdint>
#include <span>

#include "pg/extension/extension_schema.hpp"

namespace automation::pg {

class TableWriter {
 public:
    /** Opens the table. `columns` name what `add` gives, in that order; they must outlive the writer. */
    TableWriter(TableName table, std::span<char const *const> columns);
    TableWriter(TableWriter const &) = delete;
    TableWriter &operator=(TableWriter const &) = delete;
    /** Closes on the normal path; an ERROR's abort does it otherwise. Rows not finished are not written. */
    ~TableWriter();

    /** The next value of the table's identity column. */
    [[nodiscard]] std::int64_t next_id();
    /** Where datums for `add` are best built: emptied whenever rows are written. */
    [[nodiscard]] MemoryContext memory() const noexcept { return memory_; }
    /** Takes one row; its datums must live until it is written. */
    void add(Datum const *values, bool const *nulls);
    /** Writes what was added. */
    void finish();
    [[nodiscard]] std::uint64_t written() const noexcept { return written_; }

 private:
    void flush_plain();
    void insert_one(Datum const *values, bool const *nulls);
    void prepare_insert();

    static constexpr int rows_at_once = 1000;

    TableName table_;
    std::span<char const *const> columns_;
    Relation relation_ = nullptr;
    bool plain_ = false;
    MemoryContext memory_ = nullptr;
    MemoryContext slots_memory_ = nullptr;
    Oid sequence_ = InvalidOid;
    int attributes_[32] = {};  ///< attribute numbers of columns_
    EState *executor_ = nullptr;
    ResultRelInfo *result_ = nullptr;
    BulkInsertState bulk_ = nullptr;
    TupleTableSlot **slots_ = nullptr;
    int filled_ = 0;
    SPIPlanPtr insert_ = nullptr;
    std::uint64_t written_ = 0;
    int exceptions_;
};

}  // namespace automation::pg
