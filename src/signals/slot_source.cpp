#include "signals/slot_source.hpp"

#include "core/error.hpp"

#include <array>
#include <cstring>

#include "pg/text.hpp"
#include "pg/zone.hpp"

namespace automation::signals {

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
        throw core::UserError(core::Mistake::wrong_shape, shape_->problem, "",
                              "Change the column back to what it was.");
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

std::optional<Datum> SlotSource::datum(pg::ColumnPlace const &place) const
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

core::Found SlotSource::text(pg::ColumnPlace const &place) const
{
    auto const value = datum(place);
    if (!value) {
        return core::Found::of(core::Text());
    }
    auto *const raw = reinterpret_cast<varlena *>(DatumGetPointer(*value));
    if (VARATT_IS_SHORT(raw) || VARATT_IS_4B_U(raw)) {
        return core::Found::of(pg::view_of(*value));
    }
    // Compressed or out of line: a copy in the statement's memory.
    return core::Found::of(pg::view_of(pg::call([&] { return PointerGetDatum(pg_detoast_datum_packed(raw)); })));
}

std::optional<core::Instant> SlotSource::moment(core::Column column) const
{
    auto const value = datum(columns_.at(column));
    return value ? std::optional(pg::to_instant(DatumGetTimestampTz(*value))) : std::nullopt;
}

core::Found SlotSource::document(core::Column column, std::optional<std::string> &kept) const
{
    if (!kept) {
        auto const value = datum(columns_.at(column));
        kept = value ? pg::jsonb_to_string(*value) : "{}";
    }
    return core::Found::of_json(*kept);
}

core::Found SlotSource::find(core::Scope scope, core::Column column) const
{
    switch (scope) {
        case core::Scope::lead:
        case core::Scope::after:
            return of_lead(column);
        case core::Scope::before:
            return before_ != nullptr ? before_->of_lead(column) : core::Found{};
        case core::Scope::now:
            return core::Found::of(std::optional(now_));
        default:
            return {};
    }
}

core::Found SlotSource::of_lead(core::Column column) const
{
    switch (column) {
        case core::Column::id:
            id_ = std::to_string(number(id()));
            return core::Found::of_number(id_);
        case core::Column::last_contacted:
        case core::Column::last_inbound_at:
        case core::Column::silent_since:
        case core::Column::created_at:
            return core::Found::of(moment(column));
        case core::Column::status_since: {
            auto const since = moment(column);
            return core::Found::of(since ? since : moment(core::Column::created_at));
        }
        case core::Column::opted_out: {
            auto const value = datum(columns_.at(column));
            opted_out_ = value ? pg::strings_of(*value) : std::vector<std::string>();
            return core::Found::of_list(opted_out_);
        }
        case core::Column::ai_allowed: {
            auto const value = datum(columns_.at(column));
            return core::Found::of_truth(!value || DatumGetBool(*value));
        }
        case core::Column::attributes:
            return document(column, attributes_);
        case core::Column::external_ids:
            return document(column, external_ids_);
        default:
            return column < core::Column::external_ids ? text(columns_.at(column)) : core::Found{};
    }
}

core::Zone const &SlotSource::zone() const
{
    if (zone_ == nullptr) {
        core::Found const name = of_lead(core::Column::timezone);
        bool const given = name.kind == core::Found::Kind::text;
        zone_ = &pg::zone_or_utc(given ? core::Text(name.text) : std::nullopt,
                                 tenant_zone_ != nullptr ? *tenant_zone_ : core::Text());
    }
    return *zone_;
}

core::Contacts SlotSource::contacts() const
{
    return {.last_contacted = moment(core::Column::last_contacted),
            .last_inbound_at = moment(core::Column::last_inbound_at),
            .created_at = moment(core::Column::created_at),
            .silent_since = moment(core::Column::silent_since)};
}

std::vector<std::string> SlotSource::opted_out() const
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

core::Text SlotSource::copy_of(core::Column column) const
{
    core::Found const found = text(columns_.at(column));
    return found.kind == core::Found::Kind::text ? core::Text(found.text) : std::nullopt;
}

core::LeadId SlotSource::id() const
{
    return core::LeadId{DatumGetInt64(datum(columns_.at(core::Column::id)).value_or(Datum{0}))};
}

std::string_view SlotSource::tenant() const
{
    return text(columns_.tenant()).text;
}

}  // namespace automation::signals
