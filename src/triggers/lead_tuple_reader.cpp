#include "triggers/lead_tuple_reader.hpp"

#include "core/base/error.hpp"

#include <array>
#include <cstring>

#include "pg/boundary/datum.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::triggers {

namespace {

consteval std::size_t of_leads(char const *name)
{
    return pg::column_index(pg::TableName::leads, name);
}

// In the order of core::Column.
constexpr std::array lead_columns{of_leads("id"),
                                  of_leads("name"),
                                  of_leads("email"),
                                  of_leads("phone"),
                                  of_leads("status"),
                                  of_leads("source"),
                                  of_leads("timezone"),
                                  of_leads("language"),
                                  of_leads("last_contacted"),
                                  of_leads("last_inbound_at"),
                                  of_leads("silent_since"),
                                  of_leads("status_since"),
                                  of_leads("created_at"),
                                  of_leads("opted_out"),
                                  of_leads("ai_allowed"),
                                  of_leads("attributes"),
                                  of_leads("external_ids")};
static_assert(lead_columns.size() == static_cast<std::size_t>(core::Column::external_ids) + 1);

}  // namespace

LeadColumns::LeadColumns(Relation relation) : shape_(pg::shape_of(relation, pg::TableName::leads))
{
    if (!shape_->fits) {
        throw core::UserError(core::ErrorCode::wrong_shape, shape_->problem, "", "Restore the type of the column.");
    }
}

pg::ColumnPlace const &LeadColumns::at(core::Column column) const noexcept
{
    return shape_->columns[lead_columns[static_cast<std::size_t>(column)]];
}

pg::ColumnPlace const &LeadColumns::tenant() const noexcept
{
    return shape_->columns[of_leads("tenant_id")];
}

std::optional<Datum> TupleFieldReader::datum(pg::ColumnPlace const &place) const
{
    bool isnull = true;
    Datum const value = slot_getattr(slot_, place.number, &isnull);
    if (isnull) {
        return std::nullopt;
    }
    if (place.conversion.way == pg::Conversion::Way::same) {
        return value;
    }
    return pg::call([&] { return pg::convert(place.conversion, value); });
}

core::FieldValue TupleFieldReader::text(pg::ColumnPlace const &place) const
{
    auto const value = datum(place);
    if (!value) {
        return core::FieldValue::of(core::NullableText());
    }
    auto *const raw = reinterpret_cast<varlena *>(DatumGetPointer(*value));
    if (VARATT_IS_SHORT(raw) || VARATT_IS_4B_U(raw)) {
        return core::FieldValue::of(pg::view_of(*value));
    }
    // Compressed or out of line: a copy in the statement's memory.
    return core::FieldValue::of(pg::view_of(pg::call([&] { return PointerGetDatum(pg_detoast_datum_packed(raw)); })));
}

std::optional<core::Instant> TupleFieldReader::moment(core::Column column) const
{
    auto const value = datum(columns_.at(column));
    return value ? std::optional(pg::to_instant(DatumGetTimestampTz(*value))) : std::nullopt;
}

core::FieldValue TupleFieldReader::document(core::Column column, std::optional<std::string> &kept) const
{
    if (!kept) {
        auto const value = datum(columns_.at(column));
        kept = value ? pg::jsonb_to_string(*value) : "{}";
    }
    return core::FieldValue::of_json(*kept);
}

core::FieldValue TupleFieldReader::find(core::Scope scope, core::Column column) const
{
    switch (scope) {
        case core::Scope::lead:
        case core::Scope::after:
            return of_lead(column);
        case core::Scope::before:
            return before_ != nullptr ? before_->of_lead(column) : core::FieldValue{};
        case core::Scope::now:
            return core::FieldValue::of(std::optional(now_));
        default:
            return {};
    }
}

core::FieldValue TupleFieldReader::of_lead(core::Column column) const
{
    switch (column) {
        case core::Column::id:
            id_ = std::to_string(number(id()));
            return core::FieldValue::of_number(id_);
        case core::Column::last_contacted:
        case core::Column::last_inbound_at:
        case core::Column::silent_since:
        case core::Column::created_at:
            return core::FieldValue::of(moment(column));
        case core::Column::status_since: {
            auto const since = moment(column);
            return core::FieldValue::of(since ? since : moment(core::Column::created_at));
        }
        case core::Column::opted_out: {
            auto const value = datum(columns_.at(column));
            opted_out_ = value ? pg::strings_of(*value) : std::vector<std::string>();
            return core::FieldValue::of_list(opted_out_);
        }
        case core::Column::ai_allowed: {
            auto const value = datum(columns_.at(column));
            return core::FieldValue::of_truth(!value || DatumGetBool(*value));
        }
        case core::Column::attributes:
            return document(column, attributes_);
        case core::Column::external_ids:
            return document(column, external_ids_);
        default:
            return column < core::Column::external_ids ? text(columns_.at(column)) : core::FieldValue{};
    }
}

core::TimeZone const &TupleFieldReader::zone() const
{
    if (zone_ == nullptr) {
        core::FieldValue const name = of_lead(core::Column::timezone);
        bool const given = name.kind == core::FieldValue::Kind::text;
        zone_ = &pg::zone_or_utc(given ? core::NullableText(name.text) : std::nullopt,
                                 tenant_zone_ != nullptr ? *tenant_zone_ : core::NullableText());
    }
    return *zone_;
}

core::ContactTimes TupleFieldReader::contacts() const
{
    return {.last_contacted = moment(core::Column::last_contacted),
            .last_inbound_at = moment(core::Column::last_inbound_at),
            .created_at = moment(core::Column::created_at),
            .silent_since = moment(core::Column::silent_since)};
}

std::vector<std::string> TupleFieldReader::opted_out() const
{
    auto const value = datum(columns_.at(core::Column::opted_out));
    if (!value) {
        return {};
    }
    // Of nearly every lead the array is empty: its first word, the number of dimensions, says so without a copy.
    auto const *const raw = reinterpret_cast<varlena const *>(DatumGetPointer(*value));
    if (VARATT_IS_SHORT(raw) || VARATT_IS_4B_U(raw)) {
        std::int32_t dimensions = 0;
        std::memcpy(&dimensions, VARDATA_ANY(raw), sizeof dimensions);
        if (dimensions == 0) {
            return {};
        }
    }
    return pg::strings_of(*value);
}

core::NullableText TupleFieldReader::copy_of(core::Column column) const
{
    core::FieldValue const found = text(columns_.at(column));
    return found.kind == core::FieldValue::Kind::text ? core::NullableText(found.text) : std::nullopt;
}

core::LeadId TupleFieldReader::id() const
{
    return core::LeadId{DatumGetInt64(datum(columns_.at(core::Column::id)).value_or(Datum{0}))};
}

std::string_view TupleFieldReader::tenant() const
{
    return text(columns_.tenant()).text;
}

}  // namespace automation::triggers
