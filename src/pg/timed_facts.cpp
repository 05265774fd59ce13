#include "pg/timed_facts.hpp"

#include "pg/fact_rows.hpp"

namespace automation::pg {

namespace {

#define LAST_CONTACT "greatest(coalesce(l.last_contacted, l.created_at), l.last_inbound_at)"
#define MICROSECONDS(moment) "(extract(epoch from (" moment ")::timestamptz) * 1000000)::bigint::text"

// The index on (tenant_id, last contact, id). The limit is a literal: with a parameter the planner would guess a tenth
// of the table; memory and queue by their indexes on (lead_id, automation_id).
constinit Statement silent_leads(
    "select " LEAD_COLUMNS
    ", e.runs, e.last_run_at, e.looked_at, "
    "(select min(q.event_at) from @home@.automation_queue q where q.lead_id = l.id and q.automation_id = $2 "
    "and q.tenant_id = l.tenant_id and q.context -> 'by_hand' is null), " LAST_CONTACT
    " from @home@.leads l left join lateral (select "
    "(sum(e.runs) filter (where e.anchor is not distinct from coalesce(l.silent_since, l.created_at)))::integer as "
    "runs, max(e.last_run_at) as last_run_at, "
    "max(e.looked_at) filter (where e.anchor is not distinct from coalesce(l.silent_since, l.created_at)) as looked_at "
    "from @home@.automation_enrollments e where e.lead_id = l.id and e.automation_id = $2 "
    "and e.tenant_id = l.tenant_id) e on true "
    "where l.tenant_id = $1 and (" LAST_CONTACT ", l.id) > ($3, $4) and " LAST_CONTACT
    " <= $5 "
    "order by l.tenant_id, " LAST_CONTACT ", l.id limit 500",
    TEXTOID, INT8OID, TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID);

// The index on (tenant_id, starts_at, id) of bookings that are on.
constinit Statement coming_starts(
    "select " LEAD_COLUMNS ", " BOOKING_COLUMNS
    ", e.runs, e.last_run_at, e.looked_at, "
    "(select min(q.event_at) from @home@.automation_queue q where q.lead_id = l.id and q.automation_id = $2 "
    "and q.tenant_id = l.tenant_id and q.booking_id = b.id and q.context ->> 'anchor' = " MICROSECONDS("b.starts_at")
    "), b.starts_at from @home@.bookings b join @home@.leads l on l.id = b.lead_id and l.tenant_id = b.tenant_id "
    "left join lateral (select sum(e.runs)::integer as runs, max(e.last_run_at) as last_run_at, "
    "max(e.looked_at) as looked_at from @home@.automation_enrollments e where e.lead_id = l.id "
    "and e.automation_id = $2 and e.tenant_id = b.tenant_id and e.booking_id = b.id and e.anchor = b.starts_at) e on "
    "true where b.tenant_id = $1 and b.status::text = 'booked' and (b.starts_at, b.id) > ($3, $4) and b.starts_at <= $5 "
    "order by b.tenant_id, b.starts_at, b.id limit 500",
    TEXTOID, INT8OID, TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID);

// The index on (tenant_id, ends_at, id) of bookings that are on. A run that was made for another end of the booking,
// before it was moved or when it was completed, takes no place.
constinit Statement coming_ends(
    "select " LEAD_COLUMNS ", " BOOKING_COLUMNS
    ", e.runs, e.last_run_at, e.looked_at, "
    "(select min(q.event_at) from @home@.automation_queue q where q.lead_id = l.id and q.automation_id = $2 "
    "and q.tenant_id = l.tenant_id and q.booking_id = b.id and q.context -> 'by_hand' is null "
    "and (q.run_at > q.event_at or q.context ->> 'anchor' = " MICROSECONDS("b.ends_at") ")), "
    "b.ends_at from @home@.bookings b join @home@.leads l on l.id = b.lead_id and l.tenant_id = b.tenant_id "
    "left join lateral (select sum(e.runs)::integer as runs, max(e.last_run_at) as last_run_at, "
    "max(e.looked_at) as looked_at from @home@.automation_enrollments e where e.lead_id = l.id "
    "and e.automation_id = $2 and e.tenant_id = b.tenant_id and e.booking_id = b.id) e on true "
    "where b.tenant_id = $1 and b.status::text = 'booked' and (b.ends_at, b.id) > ($3, $4) and b.ends_at <= $5 "
    "order by b.tenant_id, b.ends_at, b.id limit 500",
    TEXTOID, INT8OID, TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID);

// The index on (lead_id).
constinit Statement coming_bookings("select " BOOKING_COLUMNS
                                    " from @home@.bookings b where b.lead_id = $1 and b.tenant_id = $2 "
                                    "and b.status::text = 'booked' and b.starts_at > $3 order by b.starts_at, b.id",
                                    INT8OID, TEXTOID, TIMESTAMPTZOID);

#undef LAST_CONTACT
#undef MICROSECONDS

Statement &statement_of(core::Trigger trigger) noexcept
{
    switch (trigger) {
        case core::Trigger::booking_reminder_hours:
            return coming_starts;
        case core::Trigger::session_completed:
            return coming_ends;
        default:
            return silent_leads;
    }
}

TimedRow timed_row_from(Row const &row, bool with_booking)
{
    TimedRow timed;
    timed.lead = lead_from(row);
    int column = lead_columns;
    if (with_booking) {
        timed.booking = booking_after(column, row);
        column += booking_columns;
    }
    timed.history.runs = row.small(column + 1);
    timed.history.last_run = row.maybe_instant(column + 2);
    timed.looked_at = row.maybe_instant(column + 3);
    timed.waits = row.maybe_instant(column + 4);
    std::int64_t const id = timed.booking ? number(timed.booking->id) : number(timed.lead.id);
    timed.place = {row.instant(column + 5), id};
    return timed;
}

}  // namespace

std::vector<TimedRow> read_timed(core::Automation const &automation, AxisPlace from, core::Instant until)
{
    bool const with_booking = concerns_booking(automation.trigger);
    Rows const rows = execute(statement_of(automation.trigger),
                              {Param::of(std::string_view(automation.tenant)), Param::of(number(automation.id)),
                               Param::of(from.at), Param::of(from.id), Param::of(until)});
    std::vector<TimedRow> read;
    read.reserve(rows.size());
    for (Row const row : rows) {
        read.push_back(timed_row_from(row, with_booking));
    }
    return read;
}

std::vector<core::Booking> load_coming_bookings(core::LeadId lead, std::string const &tenant, core::Instant now)
{
    std::vector<core::Booking> bookings;
    for (Row const row :
         execute(coming_bookings, {Param::of(number(lead)), Param::of(std::string_view(tenant)), Param::of(now)})) {
        bookings.push_back(booking_from(row));
    }
    return bookings;
}

}  // namespace automation::pg
