/* trigger_call.hpp — what PostgreSQL hands to a trigger function. */
#pragma once
#include "core/facts.hpp"

#include <optional>

#include "pg/args.hpp"
#include "pg/home.hpp"

namespace automation::signals {

class TriggerCall {
 public:
    /** Throws UserError when the function was not called as a trigger. */
    explicit TriggerCall(pg::Args const &args) : data_(reinterpret_cast<TriggerData *>(args.info()->context))
    {
        if (!CALLED_AS_TRIGGER(args.info())) {
            throw core::UserError(core::Mistake::wrong_state, "this function works only as a trigger", "", "");
        }
    }

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
