/* row_builder.hpp — one row for a TableWriter, value by value in the order of its columns. */
#pragma once
#include "core/base/types.hpp"
#include "core/crm/entities.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pg/boundary/datum.hpp"
#include "pg/sql/table_writer.hpp"
#include "pg/tables/conversion.hpp"

namespace automation::pg {

template <std::size_t Columns>
class RowBuilder {
 public:
    void null() { nulls_[at_++] = true; }
    void number(std::int64_t value) { values_[at_++] = Int64GetDatum(value); }
    void small(int value) { values_[at_++] = Int32GetDatum(value); }
    void moment(core::Instant value) { values_[at_++] = TimestampTzGetDatum(to_timestamp(value)); }
    void text(std::string_view value) { values_[at_++] = text_datum(value); }
    void json(std::string_view value) { values_[at_++] = jsonb_datum(value); }
    void texts(std::vector<std::string> const &value) { values_[at_++] = text_array(value); }
    void maybe(core::NullableText const &value)
    {
        if (value) {
            text(*value);
        } else {
            null();
        }
    }
    void maybe(std::optional<std::int64_t> value)
    {
        if (value) {
            number(*value);
        } else {
            null();
        }
    }
    void write(TableWriter &table) const { table.add(values_.data(), nulls_.data()); }

 private:
    std::array<Datum, Columns> values_{};
    std::array<bool, Columns> nulls_{};
    std::size_t at_ = 0;
};

}  // namespace automation::pg
