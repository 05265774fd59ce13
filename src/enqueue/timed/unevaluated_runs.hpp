/* unevaluated_runs.hpp — which rows of automation_queue stand for a moment that nobody has looked at yet, and how it is
 * remembered that somebody has. */
#pragma once

namespace automation::enqueue {

// A macro, for statements are literals: `q` is the alias of automation_queue. Such a row is no run: it is told to
// nobody when it goes.
#define PG_UNEVALUATED                                                                             \
    "(q.event in ('no_contact_days', 'booking_reminder_hours', 'session_completed', 'lead_date') " \
    "and q.run_at = q.event_at "                                                                   \
    "and q.last_error is null and q.context -> 'by_hand' is null)"

// A common table expression for statements that delete as `gone` (kind, automation_id, booking_id, event, event_at,
// context) what waits for the lead $1 of the tenant $2: the dispatcher reads a stretch of time more than once, and must
// not find again what has been ended. What was made for another start or end than the booking has now needs no memory.
// The indexes on (id, tenant_id) of leads and bookings.
#define OF_DATE                                                                                               \
    "case when (g.context ->> 'yearly')::boolean then pg_catalog.date_trunc('year', ('epoch'::timestamptz + " \
    "(g.context ->> 'anchor')::bigint * interval '1 microsecond') at time zone 'UTC') at time zone 'UTC' "    \
    "else 'epoch'::timestamptz + (g.context ->> 'anchor')::bigint * interval '1 microsecond' end"
#define REMEMBER_GONE(moment)                                                                                     \
    "remembered as (insert into @home@.automation_enrollments as e (automation_id, lead_id, booking_id, anchor, " \
    "tenant_id, looked_at) select g.automation_id, l.id, g.booking_id, case g.event when 'no_contact_days' then " \
    "coalesce(l.silent_since, l.created_at) when 'booking_reminder_hours' then b.starts_at "                      \
    "when 'lead_date' then " OF_DATE                                                                              \
    " end, l.tenant_id, "                                                                                         \
    "max(greatest(g.event_at, " moment                                                                            \
    ")) from gone g join @home@.leads l on l.id = $1 and l.tenant_id = $2 "                                       \
    "left join @home@.bookings b on b.id = g.booking_id and b.tenant_id = $2 where g.kind = 'run' "               \
    "and g.event in ('no_contact_days', 'booking_reminder_hours', 'session_completed', 'lead_date') "             \
    "and g.context -> 'by_hand' is null and coalesce(g.context ->> 'anchor' = (extract(epoch from "               \
    "(case g.event when 'booking_reminder_hours' then b.starts_at else b.ends_at end)::timestamptz) * "           \
    "1000000)::bigint::text, "                                                                                    \
    "g.event <> 'booking_reminder_hours') group by 1, 2, 3, 4, 5 "                                                \
    "on conflict (automation_id, lead_id, booking_id, anchor, tenant_id) do update set "                          \
    "looked_at = greatest(e.looked_at, excluded.looked_at))"

}  // namespace automation::enqueue
