/* lead_rows.hpp — the columns of leads and bookings that the engine reads, and how a row of them becomes a value. */
#pragma once
#include "pg/sql/spi.hpp"

namespace automation::store {

// Macros, for statements are literals: `l` and `b` are the aliases.
#define LEAD_COLUMNS                                                                                                   \
    "l.id, l.tenant_id, l.name, l.email, l.phone, l.status, l.source, l.timezone, l.language, l.last_contacted, "      \
    "l.silent_since, l.last_inbound_at, l.created_at, l.opted_out, l.ai_allowed, l.attributes::text, l.status_since, " \
    "l.external_ids::text"
#define BOOKING_COLUMNS \
    "b.id, b.title, b.location, b.starts_at, b.ends_at, b.status, b.details::text, b.tenant_id, b.lead_id"

inline constexpr int lead_columns = 18;
inline constexpr int booking_columns = 9;
[[nodiscard]] core::Lead lead_from(pg::Row const &row);
[[nodiscard]] core::Booking booking_from(pg::Row const &row);
/** The same where its columns stand after `before` others. */
[[nodiscard]] core::Booking booking_after(int before, pg::Row const &row);

}  // namespace automation::store
