#include "signals/slot_source.hpp"

#include "core/moment.hpp"
#include "pg/text.hpp"

namespace automation::signals {

namespace {

constexpr std::array<char const *, 10> field_columns{"id",     "name",     "email",    "phone",          "status",
                                                     "source", "timezone", "language", "last_contacted", "created_at"};

int column_of(TupleDesc shape, char const *name) noexcept
{
    int const number = SPI_fnumber(shape, name);
    return number > 0 ? number : 0;
}

}  // namespace

LeadColumns::LeadColumns(TupleDesc shape)
    : tenant(column_of(shape, "tenant_id")),
      attributes(column_of(shape, "attributes")),
      last_inbound_at(column_of(shape, "last_inbound_at")),
      silent_since(column_of(shape, "silent_since"))
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        fields[i] = column_of(shape, field_columns[i]);
    }
}

std::optional<std::string_view> SlotSource::text(int column) const
{
    bool isnull = true;
    Datum const value = column == 0 ? Datum{0} : slot_getattr(slot_, column, &isnull);
    if (isnull) {
        return std::nullopt;
    }
    auto *const raw = reinterpret_cast<varlena *>(DatumGetPointer(value));
    if (VARATT_IS_SHORT(raw) || VARATT_IS_4B_U(raw)) {
        return pg::view_of(value);
    }
    // Compressed or out of line: a copy in the statement's memory.
    return pg::view_of(pg::call([&] { return PointerGetDatum(pg_detoast_datum_packed(raw)); }));
}

std::optional<std::string_view> SlotSource::field(core::LeadField field) const
{
    int const column = columns_.fields[static_cast<std::size_t>(field)];
    switch (field) {
        case core::LeadField::id:
            scratch_ = std::to_string(number(id()));
            return scratch_;
        case core::LeadField::last_contacted:
        case core::LeadField::created_at: {
            auto const at = moment(column);
            if (!at) {
                return std::nullopt;
            }
            scratch_ = core::iso_8601(*at, core::FixedZone());
            return scratch_;
        }
        default:
            return text(column);
    }
}

std::optional<core::Instant> SlotSource::moment(int column) const noexcept
{
    bool isnull = true;
    Datum const value = column == 0 ? Datum{0} : slot_getattr(slot_, column, &isnull);
    return isnull ? std::nullopt : std::optional(pg::to_instant(DatumGetTimestampTz(value)));
}

core::Contacts SlotSource::contacts() const noexcept
{
    auto const column = [&](core::LeadField field) { return columns_.fields[static_cast<std::size_t>(field)]; };
    return {.last_contacted = moment(column(core::LeadField::last_contacted)),
            .last_inbound_at = moment(columns_.last_inbound_at),
            .created_at = moment(column(core::LeadField::created_at)),
            .silent_since = moment(columns_.silent_since)};
}

std::string_view SlotSource::attributes() const
{
    if (attributes_.empty() && columns_.attributes != 0) {
        bool isnull = true;
        Datum const value = slot_getattr(slot_, columns_.attributes, &isnull);
        attributes_ = isnull ? "{}" : pg::jsonb_to_string(value);
    }
    return attributes_;
}

core::LeadId SlotSource::id() const noexcept
{
    bool isnull = true;
    return core::LeadId{DatumGetInt64(slot_getattr(slot_, columns_.fields[0], &isnull))};
}

std::string_view SlotSource::tenant() const
{
    return text(columns_.tenant).value_or("");
}

}  // namespace automation::signals
