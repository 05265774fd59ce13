#include "store/due_moments.hpp"

#include "store/due_dates.hpp"
#include "store/lead_rows.hpp"

namespace automation::store {

namespace {

#define LAST_CONTACT "greatest(coalesce(l.last_contacted, l.created_at), l.last_inbound_at)"
#define MICROSECONDS(moment)                                                          \
    "case when isfinite((" moment ")::timestamptz) then (extract(epoch from (" moment \
    ")::timestamptz) * 1000000)::bigint::text end"

// What is selected stands in a macro, for statements are literals, and is read in three ways. By the axis, as a round
// reads: the index on (tenant_id, last contact, id) of leads, those on (tenant_id, starts_at, id) and (tenant_id,
// ends_at, id) of bookings that are on. The limit is a literal: with a parameter the planner would guess a tenth of the
// table. By id: the primary keys. Of one lead: its primary key, and the index on (lead_id) of bookings. Memory and
// queue by their indexes on (lead_id, automation_id).
#define SILENT_LEADS                                                                                                 \
    "select " LEAD_COLUMNS                                                                                           \
    ", e.runs, e.last_run_at, e.looked_at, "                                                                         \
    "(select min(q.event_at) from @home@.automation_queue q where q.kind = 'run' and q.lead_id = l.id and "          \
    "q.automation_id = $2 "                                                                                          \
    "and q.tenant_id = l.tenant_id and q.context -> 'by_hand' is null), " LAST_CONTACT                               \
    " from @home@.leads l left join lateral (select "                                                                \
    "(sum(e.runs) filter (where e.anchor is not distinct from coalesce(l.silent_since, l.created_at)))::integer as " \
    "runs, max(e.last_run_at) as last_run_at, "                                                                      \
    "max(e.looked_at) filter (where e.anchor is not distinct from coalesce(l.silent_since, l.created_at)) as "       \
    "looked_at from @home@.automation_enrollments e where e.lead_id = l.id and e.automation_id = $2 "                \
    "and e.tenant_id = l.tenant_id) e on true where l.tenant_id = $1 "

#define COMING_STARTS \
    "select " LEAD_COLUMNS ", " BOOKING_COLUMNS                                                                        \
    ", e.runs, e.last_run_at, e.looked_at, "                                                                           \
    "(select min(q.event_at) from @home@.automation_queue q where q.kind = 'run' and q.lead_id = l.id and q.automation_id = $2 "          \
    "and q.tenant_id = l.tenant_id and q.booking_id = b.id and q.context ->> 'anchor' = " MICROSECONDS("b.starts_at")  \
    "), b.starts_at from @home@.bookings b join @home@.leads l on l.id = b.lead_id and l.tenant_id = b.tenant_id "     \
    "left join lateral (select sum(e.runs)::integer as runs, max(e.last_run_at) as last_run_at, "                      \
    "max(e.looked_at) as looked_at from @home@.automation_enrollments e where e.lead_id = l.id "                       \
    "and e.automation_id = $2 and e.tenant_id = b.tenant_id and e.booking_id = b.id and e.anchor = b.starts_at) e on " \
    "true where b.tenant_id = $1 and b.status::text = 'booked' "

// A run that was made for another end of the booking, before it was moved or when it was completed, takes no place
// where nobody has looked at it. One that waits out its delay does in what is told; a scan finds the end all the same,
// for that run may be gone when the end comes, and is asked about then.
#define OF_ANY_END "q.run_at > q.event_at or "
#define OF_THIS_END ""
#define COMING_ENDS(WHICH) \
    "select " LEAD_COLUMNS ", " BOOKING_COLUMNS                                                                        \
    ", e.runs, e.last_run_at, e.looked_at, "                                                                           \
    "(select min(q.event_at) from @home@.automation_queue q where q.kind = 'run' and q.lead_id = l.id and q.automation_id = $2 "          \
    "and q.tenant_id = l.tenant_id and q.booking_id = b.id and q.context -> 'by_hand' is null "                        \
    "and (" WHICH "q.context ->> 'anchor' = " MICROSECONDS("b.ends_at") ")), "                                                     \
    "b.ends_at from @home@.bookings b join @home@.leads l on l.id = b.lead_id and l.tenant_id = b.tenant_id "          \
    "left join lateral (select sum(e.runs)::integer as runs, max(e.last_run_at) as last_run_at, "                      \
    "max(e.looked_at) as looked_at from @home@.automation_enrollments e where e.lead_id = l.id "                       \
    "and e.automation_id = $2 and e.tenant_id = b.tenant_id and e.booking_id = b.id) e on true "                       \
    "where b.tenant_id = $1 and b.status::text = 'booked' "

constinit pg::Statement silent_leads(SILENT_LEADS "and (" LAST_CONTACT ", l.id) > ($3, $4) and " LAST_CONTACT
                                                  " <= $5 order by l.tenant_id, " LAST_CONTACT ", l.id limit 500",
                                     TEXTOID, INT8OID, TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID);
constinit pg::Statement upcoming_starts(COMING_STARTS
                                        "and (b.starts_at, b.id) > ($3, $4) and b.starts_at <= $5 "
                                        "order by b.tenant_id, b.starts_at, b.id limit 500",
                                        TEXTOID, INT8OID, TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID);
constinit pg::Statement upcoming_ends(COMING_ENDS(OF_THIS_END)
                                      "and (b.ends_at, b.id) > ($3, $4) and b.ends_at <= $5 "
                                      "order by b.tenant_id, b.ends_at, b.id limit 500",
                                      TEXTOID, INT8OID, TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID);

constinit pg::Statement silent_leads_by_id(SILENT_LEADS "and l.id > $3 order by l.id limit 500", TEXTOID, INT8OID,
                                           INT8OID);
constinit pg::Statement upcoming_starts_by_id(COMING_STARTS "and b.id > $3 order by b.id limit 500", TEXTOID, INT8OID,
                                              INT8OID);
constinit pg::Statement upcoming_ends_by_id(COMING_ENDS(OF_ANY_END) "and b.id > $3 order by b.id limit 500", TEXTOID,
                                            INT8OID, INT8OID);

constinit pg::Statement silence_of_lead(SILENT_LEADS "and l.id = $3", TEXTOID, INT8OID, INT8OID);
constinit pg::Statement starts_of_lead(COMING_STARTS "and b.lead_id = $3 order by b.starts_at, b.id", TEXTOID, INT8OID,
                                       INT8OID);
constinit pg::Statement ends_of_lead(COMING_ENDS(OF_ANY_END) "and b.lead_id = $3 order by b.ends_at, b.id", TEXTOID,
                                     INT8OID, INT8OID);

// The index on (lead_id).
constinit pg::Statement upcoming_bookings(
    "select " BOOKING_COLUMNS
    " from @home@.bookings b where b.lead_id = $1 and b.tenant_id = $2 "
    "and b.status::text = 'booked' and b.starts_at > $3 order by b.starts_at, b.id",
    INT8OID, TEXTOID, TIMESTAMPTZOID);

#undef SILENT_LEADS
#undef COMING_STARTS
#undef COMING_ENDS
#undef OF_ANY_END
#undef OF_THIS_END
#undef LAST_CONTACT
#undef MICROSECONDS

struct Statements {
    pg::Statement &by_axis, &by_id, &of_lead;
};

Statements statements_of(core::Trigger trigger) noexcept
{
    switch (trigger) {
        case core::Trigger::booking_reminder_hours:
            return {upcoming_starts, upcoming_starts_by_id, starts_of_lead};
        case core::Trigger::session_completed:
            return {upcoming_ends, upcoming_ends_by_id, ends_of_lead};
        default:
            return {silent_leads, silent_leads_by_id, silence_of_lead};
    }
}

TimedRow timed_row_from(pg::Row const &row, bool with_booking)
{
    TimedRow timed;
    timed.lead = lead_from(row);
    int column = lead_columns;
    if (with_booking) {
        timed.booking = booking_after(column, row);
        column += booking_columns;
    }
    timed.history.runs = row.int4(column + 1);
    timed.history.last_run = row.maybe_instant(column + 2);
    timed.evaluated_at = row.maybe_instant(column + 3);
    timed.waits = row.maybe_instant(column + 4);
    std::int64_t const id = timed.booking ? number(timed.booking->id) : number(timed.lead.id);
    // A lead that nobody has ever contacted, or a booking without a time: only where they are read by id.
    timed.place = {row.maybe_instant(column + 5).value_or(core::Instant::max()), id};
    return timed;
}

std::vector<TimedRow> timed_rows_from(pg::Rows const &rows, core::Automation const &automation)
{
    bool const with_booking = concerns_booking(automation.trigger);
    std::vector<TimedRow> read;
    read.reserve(rows.size());
    for (pg::Row const row : rows) {
        read.push_back(timed_row_from(row, with_booking));
    }
    return read;
}

std::vector<TimedRow> read_by_number(pg::Statement &statement, core::Automation const &automation,
                                     std::int64_t number_of_row)
{
    return timed_rows_from(pg::execute(statement, {pg::Param::of(std::string_view(automation.tenant)),
                                                   pg::Param::of(number(automation.id)), pg::Param::of(number_of_row)}),
                           automation);
}

}  // namespace

std::vector<TimedRow> read_timed(core::Automation const &automation, AxisPlace from, core::Instant until)
{
    if (automation.date) {
        return read_dates(automation, from, until);
    }
    return timed_rows_from(
        pg::execute(statements_of(automation.trigger).by_axis,
                    {pg::Param::of(std::string_view(automation.tenant)), pg::Param::of(number(automation.id)),
                     pg::Param::of(from.at), pg::Param::of(from.id), pg::Param::of(until)}),
        automation);
}

std::vector<TimedRow> read_timed_after(core::Automation const &automation, std::int64_t after)
{
    if (automation.date) {
        return read_dates_after(automation, after);
    }
    return read_by_number(statements_of(automation.trigger).by_id, automation, after);
}

std::vector<TimedRow> read_timed_of(core::Automation const &automation, core::LeadId lead)
{
    if (automation.date) {
        return read_dates_of(automation, lead);
    }
    return read_by_number(statements_of(automation.trigger).of_lead, automation, number(lead));
}

std::vector<core::Booking> load_upcoming_bookings(core::LeadId lead, std::string const &tenant, core::Instant now)
{
    std::vector<core::Booking> bookings;
    for (pg::Row const row :
         pg::execute(upcoming_bookings,
                     {pg::Param::of(number(lead)), pg::Param::of(std::string_view(tenant)), pg::Param::of(now)})) {
        bookings.push_back(booking_from(row));
    }
    return bookings;
}

}  // namespace automation::store
