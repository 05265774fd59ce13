#include "pg/facts.hpp"

#include <algorithm>

#include "pg/fact_rows.hpp"

namespace automation::pg {

namespace {

// Each by the primary key (id, tenant_id).
constinit Statement one_lead("select " LEAD_COLUMNS " from @home@.leads l where l.id = $1 and l.tenant_id = $2",
                             INT8OID, TEXTOID);
constinit KeyedStatement many_leads(PG_SELECT_BY_KEYS(LEAD_COLUMNS, "leads", "l", "", "for no key update skip locked"));
constinit Statement lock_lead("select 1 from @home@.leads where id = $1 and tenant_id = $2 for no key update", INT8OID,
                              TEXTOID);
constinit Statement one_booking("select " BOOKING_COLUMNS
                                " from @home@.bookings b where b.id = $1 and b.tenant_id = $2",
                                INT8OID, TEXTOID);
// Not FOR KEY SHARE: where a transaction under way has changed the row and then taken it out, that waits in spite of
// SKIP LOCKED, for it follows the change to what has become of the row.
constinit KeyedStatement many_bookings(PG_SELECT_BY_KEYS(BOOKING_COLUMNS, "bookings", "b", "",
                                                         "for no key update skip locked"));
// The index on (lead_id).
constinit Statement next_booking("select " BOOKING_COLUMNS
                                 " from @home@.bookings b where b.lead_id = $1 and b.tenant_id = $2 "
                                 "order by (b.status::text = 'booked' and b.starts_at >= $3) desc nulls last, "
                                 "case when b.status::text = 'booked' and b.starts_at >= $3 then b.starts_at end, "
                                 "b.starts_at desc nulls last, b.id desc limit 1",
                                 INT8OID, TEXTOID, TIMESTAMPTZOID);
constinit Statement booking_of_lead(
    "select 1 from @home@.bookings b where b.id = $1 and b.tenant_id = $2 and b.lead_id = $3", INT8OID, TEXTOID,
    INT8OID);
constinit Statement message_of_lead(
    "select 1 from @home@.messages m where m.id = $1 and m.tenant_id = $2 and m.lead_id = $3", INT8OID, TEXTOID,
    INT8OID);
constinit Statement one_message(
    "select m.channel, m.subject, m.body from @home@.messages m where m.id = $1 and m.tenant_id = $2", INT8OID,
    TEXTOID);
// The primary keys.
constinit Statement leads_after("select " LEAD_COLUMNS
                                " from @home@.leads l where l.id > $1 and l.tenant_id = $2 order by l.id limit 500",
                                INT8OID, TEXTOID);
constinit Statement bookings_after("select " LEAD_COLUMNS ", " BOOKING_COLUMNS
                                   " from @home@.bookings b join @home@.leads l on l.id = b.lead_id "
                                   "and l.tenant_id = b.tenant_id where b.id > $1 and b.tenant_id = $2 "
                                   "and b.status::text = 'booked' order by b.id limit 500",
                                   INT8OID, TEXTOID);
// The default tenant's row first, so that the tenant's own values come over it.
constinit Statement settings_of(
    "select business_name, voice, signature, timezone, fallback_name, daily_cap, quiet_from, quiet_until, updated_at "
    "from "
    "@home@.automation_settings "
    "where tenant_id in ($1, '') order by tenant_id",
    TEXTOID);

template <class Value, class Build>
std::optional<Value> first(Rows const &rows, Build &&build)
{
    return rows.empty() ? std::nullopt : std::optional<Value>(build(rows[0]));
}

template <class Value, class Build>
std::vector<Value> all(Rows const &rows, Build &&build)
{
    std::vector<Value> values;
    values.reserve(rows.size());
    for (Row const row : rows) {
        values.push_back(build(row));
    }
    return values;
}

}  // namespace

std::optional<core::Lead> load_lead(core::LeadId id, std::string const &tenant)
{
    return first<core::Lead>(execute(one_lead, {Param::of(number(id)), Param::of(std::string_view(tenant))}),
                             lead_from);
}

std::optional<core::Booking> load_booking(core::BookingId id, std::string const &tenant)
{
    return first<core::Booking>(execute(one_booking, {Param::of(number(id)), Param::of(std::string_view(tenant))}),
                                booking_from);
}

bool is_booking_of(core::LeadId lead, core::BookingId id, std::string const &tenant)
{
    return !execute(booking_of_lead,
                    {Param::of(number(id)), Param::of(std::string_view(tenant)), Param::of(number(lead))})
                .empty();
}

bool is_message_of(core::LeadId lead, core::MessageId id, std::string const &tenant)
{
    return !execute(message_of_lead,
                    {Param::of(number(id)), Param::of(std::string_view(tenant)), Param::of(number(lead))})
                .empty();
}

std::optional<core::InboundMessage> load_message(core::MessageId id, std::string const &tenant)
{
    return first<core::InboundMessage>(
        execute(one_message, {Param::of(number(id)), Param::of(std::string_view(tenant))}), [](Row const &row) {
            return core::InboundMessage{row.text(1), row.maybe_text(2), row.maybe_text(3)};
        });
}

std::vector<core::Lead> lock_leads(Keys const &keys)
{
    return all<core::Lead>(many_leads.execute(keys), lead_from);
}

void hold_lead(core::LeadId id, std::string const &tenant)
{
    execute(lock_lead, {Param::of(number(id)), Param::of(std::string_view(tenant))});
}

std::vector<core::Booking> lock_bookings(Keys const &keys)
{
    return all<core::Booking>(many_bookings.execute(keys), booking_from);
}

std::optional<core::Booking> load_next_booking(core::LeadId lead, std::string const &tenant, core::Instant now)
{
    return first<core::Booking>(
        execute(next_booking, {Param::of(number(lead)), Param::of(std::string_view(tenant)), Param::of(now)}),
        booking_from);
}

std::vector<core::Lead> load_leads_after(core::LeadId after, std::string const &tenant)
{
    return all<core::Lead>(execute(leads_after, {Param::of(number(after)), Param::of(std::string_view(tenant))}),
                           lead_from);
}

std::vector<BookingOfLead> load_bookings_after(core::BookingId after, std::string const &tenant)
{
    return all<BookingOfLead>(execute(bookings_after, {Param::of(number(after)), Param::of(std::string_view(tenant))}),
                              [](Row const &row) {
                                  return BookingOfLead{booking_after(lead_columns, row), lead_from(row)};
                              });
}

core::TenantSettings load_settings(std::string const &tenant)
{
    core::TenantSettings settings;
    for (Row const row : execute(settings_of, {Param::of(std::string_view(tenant))})) {
        core::Text *const texts[] = {&settings.business_name, &settings.voice, &settings.signature, &settings.timezone,
                                     &settings.fallback_name};
        for (int i = 0; i < 5; ++i) {
            if (auto value = row.maybe_text(i + 1)) {
                *texts[i] = std::move(value);
            }
        }
        if (!row.null(6)) {
            settings.daily_cap = row.small(6);
        }
        if (auto const edited = row.maybe_instant(9)) {
            settings.edited_at = std::max(settings.edited_at.value_or(*edited), *edited);
        }
        // From and until of one row belong together.
        if (!row.null(7) && !row.null(8)) {
            settings.quiet_from = row.clock(7);
            settings.quiet_until = row.clock(8);
        }
    }
    return settings;
}

}  // namespace automation::pg
