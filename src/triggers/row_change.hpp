/* row_change.hpp — the row that a BEFORE trigger returns, with other values in some columns.
 *
 * A value of ours stands in a column as it is only where the column is what the install script made it. Elsewhere it
 * goes through the type's input function, which checks lengths and domains, and may raise.
 */
#pragma once
#include "triggers/trigger_context.hpp"

#include <cstddef>

namespace automation::triggers {

class RowChange {
 public:
    RowChange(TriggerContext const &trigger, HeapTuple row) noexcept : trigger_(trigger), row_(row) {}

    template <pg::TableName table>
    void set(ColumnOf<table, TEXTOID> column, std::string_view value)
    {
        put(table, column.index, pg::text_datum(value));
    }
    template <pg::TableName table>
    void set(ColumnOf<table, INT8OID> column, std::int64_t value)
    {
        put(table, column.index, Int64GetDatum(value));
    }
    template <pg::TableName table>
    void set(ColumnOf<table, TIMESTAMPTZOID> column, core::Instant value)
    {
        put(table, column.index, TimestampTzGetDatum(pg::to_timestamp(value)));
    }
    template <pg::TableName table>
    void set(ColumnOf<table, TEXTARRAYOID> column, std::vector<std::string> const &value)
    {
        put(table, column.index, pg::text_array(value));
    }
    template <pg::TableName table>
    void set_null(ColumnOf<table> column)
    {
        put(pg::shape_of(trigger_.data().tg_relation, table)->columns[column.index], pg::Kind{}, Datum{0}, true);
    }
    void put(pg::ColumnPlace const &place, pg::Kind kind, Datum value, bool null);

    /** The row as it is to be stored. */
    [[nodiscard]] HeapTuple row() const noexcept { return row_; }

 private:
    void put(pg::TableName table, std::size_t column, Datum value)
    {
        put(pg::shape_of(trigger_.data().tg_relation, table)->columns[column],
            pg::columns_of(table).columns[column].kind, value, false);
    }

    TriggerContext const &trigger_;
    HeapTuple row_;
};

}  // namespace automation::triggers
