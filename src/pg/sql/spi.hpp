/* spi.hpp — SQL from C++: a session, statements prepared once, rows read by column.
 *
 * Every statement is fully qualified (`@home@.` stands for the extension's schema, `@internal@.` for that of its
 * internal functions) and runs with search_path pinned by ScopedSettings. Rows live until the session ends.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/base/types.hpp"

#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pg/boundary/boundary.hpp"
#include "pg/tables/conversion.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/boundary/datum.hpp"

namespace automation::pg {

/** A connected SPI session. Memory palloc'd meanwhile goes when it ends. */
class Spi {
 public:
    Spi();
    Spi(Spi const &) = delete;
    Spi &operator=(Spi const &) = delete;
    /** Finishes on the normal path only: after an ERROR the abort of the transaction cleans up. */
    ~Spi();

 private:
    int exceptions_;
};

struct Param {
    Datum value{};
    bool null = false;
    Oid type = InvalidOid;  ///< of a value that was read; otherwise it is what the statement says

    Param(Datum datum) : value(datum) {}
    Param(std::nullopt_t) : null(true) {}
    Param(Datum datum, Oid its_type) : value(datum), type(its_type) {}
    /** The value where one of type `wanted` is taken: converted when it was read as another type, or 42804. */
    [[nodiscard]] Datum as(Oid wanted) const;
    [[nodiscard]] static Param of(std::int64_t number) { return Param(Int64GetDatum(number)); }
    [[nodiscard]] static Param of(std::optional<std::int64_t> number)
    {
        return number ? Param(Int64GetDatum(*number)) : Param(std::nullopt);
    }
    [[nodiscard]] static Param of(std::string_view text) { return Param(text_datum(text)); }
    [[nodiscard]] static Param of(core::NullableText const &text)
    {
        return text ? Param(text_datum(*text)) : Param(std::nullopt);
    }
    [[nodiscard]] static Param of(core::Instant moment) { return Param(TimestampTzGetDatum(to_timestamp(moment))); }
    [[nodiscard]] static Param of(bool boolean) { return Param(BoolGetDatum(boolean)); }
};

/** One statement of the engine. Prepared at first use and again when the schema is another one. Meant for
 *  `constinit static` objects: a name, what it does, the types of its parameters. */
class Statement {
 public:
    template <class... Types>
    constexpr explicit Statement(char const *sql, Types... types) noexcept
        : sql_(sql), types_{static_cast<Oid>(types)...}, parameters_(sizeof...(types))
    {}
    /** The saved plan of this process. */
    [[nodiscard]] SPIPlanPtr plan();
    /** True when it writes to a table with code of the owner's; after plan(). */
    [[nodiscard]] bool runs_users_code() const;
    /** The same statement as one that returns rows, which a cursor executes apart from its planning; after plan(). Null
     *  where there is none: a rule of the user's has made several of it. */
    [[nodiscard]] SPIPlanPtr plan_for_cursor();
    [[nodiscard]] int parameters() const noexcept { return parameters_; }
    [[nodiscard]] Oid type(std::size_t parameter) const noexcept { return types_[parameter]; }

 private:
    [[nodiscard]] SPIPlanPtr prepare(std::string const &sql) const;

    char const *sql_;
    std::array<Oid, 24> types_{};
    int parameters_;
    SPIPlanPtr plan_ = nullptr;
    SPIPlanPtr cursor_plan_ = nullptr;
    std::uint64_t generation_ = 0;
    std::array<Oid, 4> targets_{};  ///< tables it writes to
    bool returns_ = true;           ///< rows, as it stands
};

/** A row of a result. Every accessor looks at the column's type: a value is of the type that is read, or is converted
 *  to it as SQL would, or 42804 is raised. A plan may have been made anew since it was prepared, with other types. */
class Row {
 public:
    Row(HeapTuple tuple, TupleDesc shape) noexcept : tuple_(tuple), shape_(shape) {}

    // Columns are counted from 1.
    [[nodiscard]] bool null(int column) const noexcept;
    [[nodiscard]] std::int64_t int8(int column) const { return opt_int8(column).value_or(0); }
    [[nodiscard]] int int4(int column) const;
    [[nodiscard]] bool boolean(int column) const;
    [[nodiscard]] std::optional<std::int64_t> opt_int8(int column) const;
    [[nodiscard]] std::string text(int column) const;  ///< "" for null
    [[nodiscard]] core::NullableText opt_text(int column) const;
    [[nodiscard]] core::Instant instant(int column) const;
    [[nodiscard]] std::optional<core::Instant> maybe_instant(int column) const;
    [[nodiscard]] std::vector<std::string> texts(int column) const;
    [[nodiscard]] std::optional<core::Micros> maybe_span(int column) const;  ///< an interval
    [[nodiscard]] core::Micros clock(int column) const;                      ///< a time of day
    [[nodiscard]] Oid object(int column) const;
    [[nodiscard]] ItemPointerData place(int column) const;  ///< a ctid
    /** The value as it stands, to hand on while the session lives. */
    [[nodiscard]] Param param(int column) const;

 private:
    /** The value as the type of the kind. */
    [[nodiscard]] std::optional<Datum> read(int column, Kind kind) const;

    HeapTuple tuple_;
    TupleDesc shape_;
};

class Rows {
 public:
    Rows() = default;
    Rows(SPITupleTable *table, std::uint64_t count) noexcept : table_(table), count_(count) {}
    [[nodiscard]] std::size_t size() const noexcept { return table_ == nullptr ? 0 : count_; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::uint64_t affected() const noexcept { return count_; }
    [[nodiscard]] Row operator[](std::size_t i) const noexcept { return {table_->vals[i], table_->tupdesc}; }

    class Iterator {
     public:
        Iterator(Rows const *rows, std::size_t i) noexcept : rows_(rows), i_(i) {}
        Row operator*() const noexcept { return (*rows_)[i_]; }
        Iterator &operator++() noexcept
        {
            ++i_;
            return *this;
        }
        bool operator!=(Iterator const &other) const noexcept { return i_ != other.i_; }

     private:
        Rows const *rows_;
        std::size_t i_;
    };
    [[nodiscard]] Iterator begin() const noexcept { return {this, 0}; }
    [[nodiscard]] Iterator end() const noexcept { return {this, size()}; }

 private:
    SPITupleTable *table_ = nullptr;
    std::uint64_t count_ = 0;
};

/** Runs a statement in the current transaction. */
Rows execute(Statement &statement, std::span<Param const> params);
inline Rows execute(Statement &statement, std::initializer_list<Param> params = {})
{
    return execute(statement, std::span(params.begin(), params.size()));
}
/** Runs a reading statement with a snapshot of its own, taken now: what has been committed is seen even by a
 *  transaction whose own snapshot is older. */
Rows execute_fresh(Statement &statement, std::initializer_list<Param> params = {});
/** The same for a statement that writes to tables without code of the owner's. */
Rows execute_latest(Statement &statement, std::initializer_list<Param> params = {});
/** Runs SQL that is made for the occasion; qualified by the caller. */
Rows execute_with(std::string const &sql, std::span<int const> types, std::span<Param const> params);
inline Rows execute_with(std::string const &sql, std::initializer_list<int> types, std::initializer_list<Param> params)
{
    return execute_with(sql, std::span(types.begin(), types.size()), std::span(params.begin(), params.size()));
}
/** The same for one INSERT, UPDATE or DELETE of a table: code of its owner's runs with the owner's settings. */
Rows execute_writing(TableName table, std::string const &sql, std::span<int const> types,
                     std::span<Param const> params);
inline Rows execute_writing(TableName table, std::string const &sql, std::initializer_list<int> types,
                            std::initializer_list<Param> params)
{
    return execute_writing(table, sql, std::span(types.begin(), types.size()),
                           std::span(params.begin(), params.size()));
}
/** Runs a plan that inserts into a table and returns a row for each, in the same way. */
void execute_insert(SPIPlanPtr plan, Oid table, Datum *values, char const *nulls);
/** Runs SQL as it stands, without a plan to keep and without a home; its names and operators are qualified. */
Rows execute_plain(std::string const &sql);

enum class Given { done, ends_transaction, copies_to_client };
/** Runs a statement of the caller's. What begins or ends a transaction or a part of one, and what copies from or to the
 *  client, is not run. */
[[nodiscard]] Given execute_given(std::string const &sql);

}  // namespace automation::pg
