#include "store/lead_store.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/settings/send_window_reader.hpp"
#include "pg/extension/added_columns.hpp"
#include "store/lead_rows.hpp"

namespace automation::store {

namespace {

// Each by the primary key (id, tenant_id).
constinit pg::Statement one_lead("select " LEAD_COLUMNS " from @home@.leads l where l.id = $1 and l.tenant_id = $2",
                                 INT8OID, TEXTOID);
constinit pg::Statement one_stored_lead("select " STORED_LEAD_COLUMNS
                                        ", null::text from @home@.leads l where l.id = $1 and l.tenant_id = $2",
                                        INT8OID, TEXTOID);
constinit pg::KeyedStatement many_leads(PG_SELECT_BY_KEYS(LEAD_COLUMNS, "leads", "l", "",
                                                          "for no key update skip locked"));
constinit pg::Statement lock_lead("select 1 from @home@.leads where id = $1 and tenant_id = $2 for no key update",
                                  INT8OID, TEXTOID);
constinit pg::Statement one_booking("select " BOOKING_COLUMNS
                                    " from @home@.bookings b where b.id = $1 and b.tenant_id = $2",
                                    INT8OID, TEXTOID);
// Not FOR KEY SHARE: where a transaction under way has changed the row and then taken it out, that waits in spite of
// SKIP LOCKED, for it follows the change to what has become of the row.
constinit pg::KeyedStatement many_bookings(PG_SELECT_BY_KEYS(BOOKING_COLUMNS, "bookings", "b", "",
                                                             "for no key update skip locked"));
// The index on (lead_id).
constinit pg::Statement next_booking("select " BOOKING_COLUMNS
                                     " from @home@.bookings b where b.lead_id = $1 and b.tenant_id = $2 "
                                     "order by (b.status::text = 'booked' and b.starts_at >= $3) desc nulls last, "
                                     "case when b.status::text = 'booked' and b.starts_at >= $3 then b.starts_at end, "
                                     "b.starts_at desc nulls last, b.id desc limit 1",
                                     INT8OID, TEXTOID, TIMESTAMPTZOID);
constinit pg::Statement booking_of_lead(
    "select 1 from @home@.bookings b where b.id = $1 and b.tenant_id = $2 and b.lead_id = $3", INT8OID, TEXTOID,
    INT8OID);
constinit pg::Statement message_of_lead(
    "select 1 from @home@.messages m where m.id = $1 and m.tenant_id = $2 and m.lead_id = $3", INT8OID, TEXTOID,
    INT8OID);
constinit pg::Statement one_message(
    "select m.channel, m.subject, m.body from @home@.messages m where m.id = $1 and m.tenant_id = $2", INT8OID,
    TEXTOID);
// The primary keys.
constinit pg::Statement leads_after("select " LEAD_COLUMNS
                                    " from @home@.leads l where l.id > $1 and l.tenant_id = $2 order by l.id limit 500",
                                    INT8OID, TEXTOID);
constinit pg::Statement bookings_after("select " LEAD_COLUMNS ", " BOOKING_COLUMNS
                                       " from @home@.bookings b join @home@.leads l on l.id = b.lead_id "
                                       "and l.tenant_id = b.tenant_id where b.id > $1 and b.tenant_id = $2 "
                                       "and b.status::text = 'booked' order by b.id limit 500",
                                       INT8OID, TEXTOID);
// The default tenant's row first, so that the tenant's own values come over it.
constinit pg::Statement settings_of(
"select s.business_name, s.voice, s.signature, s.timezone, s.fallback_name, s.daily_cap, s.quiet_from, "
    "s.quiet_until, s.updated_at, " PG_ADDED_COLUMN("s", "language") ", " PG_ADDED_COLUMN(
        "s", "send_window") ", " PG_ADDED_COLUMN("s", "holidays") " from @home@.automation_settings s "
                                                                  "where s.tenant_id in ($1, '') order by s.tenant_id",
    TEXTOID);

template <class Value, class Build>
std::optional<Value> first(pg::Rows const &rows, Build &&build)
{
    return rows.empty() ? std::nullopt : std::optional<Value>(build(rows[0]));
}

template <class Value, class Build>
std::vector<Value> all(pg::Rows const &rows, Build &&build)
{
    std::vector<Value> values;
    values.reserve(rows.size());
    for (pg::Row const row : rows) {
        values.push_back(build(row));
    }
    return values;
}

}  // namespace

std::optional<core::Lead> load_lead(core::LeadId id, std::string const &tenant)
{
    return first<core::Lead>(
        pg::execute(one_lead, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant))}), lead_from);
}

std::optional<core::Lead> load_stored_lead(core::LeadId id, std::string const &tenant)
{
    return first<core::Lead>(
        pg::execute(one_stored_lead, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant))}), lead_from);
}

std::optional<core::Booking> load_booking(core::BookingId id, std::string const &tenant)
{
    return first<core::Booking>(
        pg::execute(one_booking, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant))}), booking_from);
}

bool is_booking_of(core::LeadId lead, core::BookingId id, std::string const &tenant)
{
    return !pg::execute(booking_of_lead, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant)),
                                          pg::Param::of(number(lead))})
                .empty();
}

bool is_message_of(core::LeadId lead, core::MessageId id, std::string const &tenant)
{
    return !pg::execute(message_of_lead, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant)),
                                          pg::Param::of(number(lead))})
                .empty();
}

std::optional<core::InboundMessage> load_message(core::MessageId id, std::string const &tenant)
{
    return first<core::InboundMessage>(
        pg::execute(one_message, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant))}),
        [](pg::Row const &row) {
            return core::InboundMessage{row.text(1), row.opt_text(2), row.opt_text(3)};
        });
}

std::vector<core::Lead> lock_leads(pg::Keys const &keys)
{
    return all<core::Lead>(many_leads.execute(keys), lead_from);
}

void hold_lead(core::LeadId id, std::string const &tenant)
{
    pg::execute(lock_lead, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant))});
}

std::vector<core::Booking> lock_bookings(pg::Keys const &keys)
{
    return all<core::Booking>(many_bookings.execute(keys), booking_from);
}

std::optional<core::Booking> load_next_booking(core::LeadId lead, std::string const &tenant, core::Instant now)
{
    return first<core::Booking>(
        pg::execute(next_booking,
                    {pg::Param::of(number(lead)), pg::Param::of(std::string_view(tenant)), pg::Param::of(now)}),
        booking_from);
}

std::vector<core::Lead> load_leads_after(core::LeadId after, std::string const &tenant)
{
    return all<core::Lead>(
        pg::execute(leads_after, {pg::Param::of(number(after)), pg::Param::of(std::string_view(tenant))}), lead_from);
}

std::vector<BookingOfLead> load_bookings_after(core::BookingId after, std::string const &tenant)
{
    return all<BookingOfLead>(
        pg::execute(bookings_after, {pg::Param::of(number(after)), pg::Param::of(std::string_view(tenant))}),
        [](pg::Row const &row) {
            return BookingOfLead{booking_after(lead_columns, row), lead_from(row)};
        });
}

namespace {

/* A row that was loaded without triggers may hold anything. */
std::optional<core::SendWindow> readable_window(std::string const &json)
{
    try {
        return core::read_send_window(json);
    } catch (core::UserError const &) {
        return std::nullopt;
    }
}

}  // namespace

core::TenantSettings load_settings(std::string const &tenant)
{
    core::TenantSettings settings;
    for (pg::Row const row : pg::execute(settings_of, {pg::Param::of(std::string_view(tenant))})) {
        core::NullableText *const texts[] = {&settings.business_name, &settings.voice, &settings.signature,
                                             &settings.timezone, &settings.fallback_name};
        for (int i = 0; i < 5; ++i) {
            if (auto value = row.opt_text(i + 1)) {
                *texts[i] = std::move(value);
            }
        }
        if (auto language = row.opt_text(10)) {
            settings.language = std::move(language);
        }
        if (!row.null(6)) {
            settings.daily_cap = row.int4(6);
        }
        if (auto const edited = row.maybe_instant(9)) {
            settings.edited_at = std::max(settings.edited_at.value_or(*edited), *edited);
        }
        // From and until of one row belong together.
        if (!row.null(7) && !row.null(8)) {
            settings.quiet_from = row.clock(7);
            settings.quiet_until = row.clock(8);
        }
        if (auto const window = row.opt_text(11)) {
            settings.send_window = readable_window(*window);
        }
        if (auto const holidays = row.opt_text(12)) {
            settings.holidays = core::read_holidays(*holidays);
        }
    }
    return settings;
}

}  // namespace automation::store
