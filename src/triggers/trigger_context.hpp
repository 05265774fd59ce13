/* trigger_context.hpp — what PostgreSQL hands to a trigger function, after it was checked how the function is called.
 *
 * A trigger function reads rows as those of one of our tables. Whoever may execute it may attach it to any relation,
 * for any event, level and time, so each says how it must be called, and nothing of the call is read before that is
 * checked.
 */
#pragma once
#include "core/crm/entities.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pg/boundary/args.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/tables/table_shape.hpp"

extern "C" {
#include "utils/date.h"
}

namespace automation::triggers {

inline constexpr unsigned by_insert = 1;
inline constexpr unsigned by_update = 2;
inline constexpr unsigned by_delete = 4;
inline constexpr unsigned by_truncate = 8;

/** How a trigger function must be called: what its trigger looks like. */
struct TriggerForm {
    char const *trigger = "";  ///< its name on our tables
    bool before = false;       ///< else after
    bool row = true;           ///< else once for a statement
    unsigned events = 0;
    char const *table = nullptr;  ///< null: any of ours
    char const *other_table = nullptr;
    char const *new_rows = nullptr;  ///< the transition table that it needs
};

/** A column of a table, found by name when the program is compiled; one that is read as `type` (InvalidOid: any). */
template <pg::TableName table, Oid type = InvalidOid>
struct ColumnOf {
    // NOLINTNEXTLINE(google-explicit-constructor): a literal stands for the column
    consteval ColumnOf(char const *name) : index(pg::column_index(table, name))
    {
        if (type != InvalidOid && pg::type_of(pg::columns_of(table).columns[index].kind) != type) {
            throw "the column is read as another type";
        }
    }
    std::size_t index;
};

class TriggerContext {
 public:
    /** Throws UserError (55000) with the right CREATE TRIGGER when it was called in another way, or for another
     *  relation. `function` is its name. */
    TriggerContext(pg::Args const &args, char const *function, TriggerForm const &form);

    /** False: the table was ours, and has been renamed or moved since. The write goes on as if there were no trigger.
     */
    [[nodiscard]] bool in_place() const noexcept { return in_place_; }
    /** What a trigger function returns that changes nothing. */
    [[nodiscard]] Datum unchanged() const noexcept;

    [[nodiscard]] TriggerData const &data() const noexcept { return *data_; }
    [[nodiscard]] TupleDesc shape() const noexcept { return RelationGetDescr(data_->tg_relation); }
    /** That of a column of the relation, whose shape must fit; InvalidOid where its type has none. */
    template <pg::TableName table>
    [[nodiscard]] Oid collation_of(ColumnOf<table> column) const
    {
        AttrNumber const number = pg::shape_of(data_->tg_relation, table)->columns[column.index].number;
        return TupleDescAttr(shape(), number - 1)->attcollation;
    }
    [[nodiscard]] bool inserts() const noexcept { return TRIGGER_FIRED_BY_INSERT(data_->tg_event); }
    [[nodiscard]] bool updates() const noexcept { return TRIGGER_FIRED_BY_UPDATE(data_->tg_event); }
    /** The row as it is afterwards. */
    [[nodiscard]] HeapTuple new_row() const noexcept { return updates() ? data_->tg_newtuple : data_->tg_trigtuple; }
    [[nodiscard]] HeapTuple old_row() const noexcept { return data_->tg_trigtuple; }
    [[nodiscard]] TupleTableSlot *new_slot() const noexcept
    {
        return updates() ? data_->tg_newslot : data_->tg_trigslot;
    }

 private:
    TriggerData *data_;
    bool in_place_ = true;
};

/** A row in a trigger of one of the extension's tables: the columns by name, converted to what they are read as. Only
 *  for a relation whose shape fits. */
template <pg::TableName table>
class RowValues {
 public:
    template <Oid type>
    using Column = ColumnOf<table, type>;
    using TextColumn = Column<TEXTOID>;
    using AnyColumn = Column<InvalidOid>;

    RowValues(TriggerContext const &trigger, HeapTuple row)
        : row_(row), descriptor_(trigger.shape()), shape_(pg::shape_of(trigger.data().tg_relation, table))
    {
        if (!shape_->fits) {
            throw core::UserError(core::ErrorCode::wrong_shape, shape_->problem, "", "Restore the type of the column.");
        }
    }

    [[nodiscard]] bool null(AnyColumn column) const { return !raw(shape_->columns[column.index]).has_value(); }
    [[nodiscard]] core::NullableText text(Column<TEXTOID> column) const
    {
        auto const value = converted(column.index);
        return value ? core::NullableText(pg::to_string(*value)) : std::nullopt;
    }
    [[nodiscard]] std::int64_t integer(Column<INT8OID> column) const
    {
        return DatumGetInt64(converted(column.index).value_or(0));
    }
    [[nodiscard]] std::optional<int> small(Column<INT4OID> column) const
    {
        auto const value = converted(column.index);
        return value ? std::optional(DatumGetInt32(*value)) : std::nullopt;
    }
    [[nodiscard]] std::optional<bool> boolean(Column<BOOLOID> column) const
    {
        auto const value = converted(column.index);
        return value ? std::optional(DatumGetBool(*value)) : std::nullopt;
    }
    [[nodiscard]] std::optional<core::Instant> instant(Column<TIMESTAMPTZOID> column) const
    {
        auto const value = converted(column.index);
        return value ? std::optional(pg::to_instant(DatumGetTimestampTz(*value))) : std::nullopt;
    }
    [[nodiscard]] std::optional<core::Micros> span(Column<INTERVALOID> column) const
    {
        auto const value = converted(column.index);
        return value ? std::optional(pg::to_micros(*value)) : std::nullopt;
    }
    /** Time of day. */
    [[nodiscard]] std::optional<core::Micros> clock(Column<TIMEOID> column) const
    {
        auto const value = converted(column.index);
        return value ? std::optional(core::Micros(DatumGetTimeADT(*value))) : std::nullopt;
    }
    /** JSON text. */
    [[nodiscard]] core::NullableText document(Column<JSONBOID> column) const
    {
        auto const value = converted(column.index);
        return value ? core::NullableText(pg::jsonb_to_string(*value)) : std::nullopt;
    }
    [[nodiscard]] std::vector<std::string> words(Column<TEXTARRAYOID> column) const
    {
        auto const value = converted(column.index);
        return value ? pg::strings_of(*value) : std::vector<std::string>{};
    }

 private:
    [[nodiscard]] std::optional<Datum> raw(pg::ColumnPlace const &place) const
    {
        if (place.number == 0) {
            return std::nullopt;
        }
        bool isnull = true;
        Datum const value = heap_getattr(row_, place.number, descriptor_, &isnull);
        return isnull ? std::nullopt : std::optional(value);
    }
    /** The value as the type that its column is read as. */
    [[nodiscard]] std::optional<Datum> converted(std::size_t column) const
    {
        pg::ColumnPlace const &place = shape_->columns[column];
        auto const value = raw(place);
        if (!value || place.conversion.way == pg::Conversion::Way::same) {
            return value;
        }
        return pg::call([&] { return pg::convert(place.conversion, *value); });
    }

    HeapTuple row_;
    TupleDesc descriptor_;
    std::shared_ptr<pg::RelationShape const> shape_;
};

}  // namespace automation::triggers

/** Defines a trigger function; its body sees `trigger`, and runs only where the call is as `form` says. */
#define AUTOMATION_TRIGGER(name, ...)                                                                          \
    static Datum name##_rows(::automation::triggers::TriggerContext const &trigger);                           \
    PG_CPP_FUNCTION(name)                                                                                      \
    {                                                                                                          \
        ::automation::triggers::TriggerContext const trigger(args, #name,                                      \
                                                             ::automation::triggers::TriggerForm __VA_ARGS__); \
        return trigger.in_place() ? name##_rows(trigger) : trigger.unchanged();                                \
    }                                                                                                          \
    static Datum name##_rows([[maybe_unused]] ::automation::triggers::TriggerContext const &trigger)
