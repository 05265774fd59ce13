/* lead_rows.hpp — the columns of leads and bookings that the engine reads, and how a row of them becomes a value. */
#pragma once
#include "pg/sql/spi.hpp"

namespace automation::store {

// Macros, for statements are literals: `l` and `b` are the aliases.
#define STORED_LEAD_COLUMNS                                                                                            \
    "l.id, l.tenant_id, l.name, l.email, l.phone, l.status, l.source, l.timezone, l.language, l.last_contacted, "      \
    "l.silent_since, l.last_inbound_at, l.created_at, l.opted_out, l.ai_allowed, l.attributes::text, l.status_since, " \
    "l.external_ids::text"
// Contacts that the dispatcher will write into the row, which belongs to another transaction when they happen
// (enqueue/events/lead_contacts). One look at the beginning of the index on (run_at, id) for a statement; where there
// is any, the index on (lead_id, automation_id) for each lead.
#define CONTACTS_LEFT                                                                                                 \
    "case when (select w.id from @home@.automation_queue w where w.run_at <= '1970-01-01 00:00:00+00' "               \
    "and w.kind = 'contact' order by w.run_at, w.id limit 1) is not null then (select string_agg(c.event || ' ' || "  \
    "(extract(epoch from c.event_at) * 1000000)::bigint, ' ') from @home@.automation_queue c where c.lead_id = l.id " \
    "and c.automation_id = 0 and c.tenant_id = l.tenant_id and c.kind = 'contact' and isfinite(c.event_at)) end"
#define LEAD_COLUMNS STORED_LEAD_COLUMNS ", " CONTACTS_LEFT
#define BOOKING_COLUMNS \
    "b.id, b.title, b.location, b.starts_at, b.ends_at, b.status, b.details::text, b.tenant_id, b.lead_id"

inline constexpr int lead_columns = 19;
inline constexpr int booking_columns = 9;
[[nodiscard]] core::Lead lead_from(pg::Row const &row);
[[nodiscard]] core::Booking booking_from(pg::Row const &row);
/** The same where its columns stand after `before` others. */
[[nodiscard]] core::Booking booking_after(int before, pg::Row const &row);

}  // namespace automation::store
