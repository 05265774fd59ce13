/* trigger_call.hpp — what PostgreSQL hands to a trigger function, after it was checked how the function is called.
 *
 * A trigger function reads rows as those of one of our tables. Whoever may execute it may attach it to any relation,
 * for any event, level and time, so each says how it must be called, and nothing of the call is read before that is
 * checked.
 */
#pragma once
#include "core/facts.hpp"

#include <optional>

#include "pg/args.hpp"
#include "pg/home.hpp"

namespace automation::signals {

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

class TriggerCall {
 public:
    /** Throws UserError (55000) with the right CREATE TRIGGER when it was called in another way, or for another
     *  relation. `function` is its name. */
    TriggerCall(pg::Args const &args, char const *function, TriggerForm const &form);

    /** False: the table was ours, and has been renamed or moved since. The write goes on as if there were no trigger.
     */
    [[nodiscard]] bool in_place() const noexcept { return in_place_; }
    /** What a trigger function returns that changes nothing. */
    [[nodiscard]] Datum unchanged() const noexcept;

    [[nodiscard]] TriggerData const &data() const noexcept { return *data_; }
    [[nodiscard]] TupleDesc shape() const noexcept { return RelationGetDescr(data_->tg_relation); }
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

/** A column of a row, by name; reads nothing where there is no such column. */
class RowValues {
 public:
    RowValues(HeapTuple row, TupleDesc shape) noexcept : row_(row), shape_(shape) {}
    [[nodiscard]] std::optional<Datum> datum(char const *column) const noexcept
    {
        int const number = SPI_fnumber(shape_, column);
        bool isnull = true;
        Datum const value = number > 0 ? heap_getattr(row_, number, shape_, &isnull) : Datum{0};
        return isnull ? std::nullopt : std::optional(value);
    }
    [[nodiscard]] core::Text text(char const *column) const
    {
        auto const value = datum(column);
        return value ? core::Text(pg::to_string(*value)) : std::nullopt;
    }
    [[nodiscard]] std::int64_t integer(char const *column) const noexcept
    {
        return DatumGetInt64(datum(column).value_or(0));
    }
    [[nodiscard]] std::optional<core::Instant> instant(char const *column) const noexcept
    {
        auto const value = datum(column);
        return value ? std::optional(pg::to_instant(DatumGetTimestampTz(*value))) : std::nullopt;
    }

 private:
    HeapTuple row_;
    TupleDesc shape_;
};

}  // namespace automation::signals

/** Defines a trigger function; its body sees `trigger`, and runs only where the call is as `form` says. */
#define AUTOMATION_TRIGGER(name, ...)                                                                                  \
    static Datum name##_rows(::automation::signals::TriggerCall const &trigger);                                       \
    PG_CPP_FUNCTION(name)                                                                                              \
    {                                                                                                                  \
        ::automation::signals::TriggerCall const trigger(args, #name, ::automation::signals::TriggerForm __VA_ARGS__); \
        return trigger.in_place() ? name##_rows(trigger) : trigger.unchanged();                                        \
    }                                                                                                                  \
    static Datum name##_rows([[maybe_unused]] ::automation::signals::TriggerCall const &trigger)
