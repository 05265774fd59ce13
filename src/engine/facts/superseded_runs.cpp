#include "engine/facts/superseded_runs.hpp"

#include "core/decisions/timing.hpp"
#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace automation::engine {

namespace {

// By the time of the event: ids come from the caches of many sessions. Of the rows that wait for the same silence or
// the same start one is enough (of a silence that which was put off, else the first that is due: another may wait for a
// later moment); of the two ends of a session the first counts, but where nobody has looked at it, another one than
// this may not stand any more: a session that was moved, or completed after its end.
#define DUE                                                                                                        \
    "unnest($1, $2, $3, $4, $5, $6, $7, $8) as due (id, automation_id, lead_id, booking_id, tenant_id, event_at, " \
    "kind, anchor) "
#define TAKES_ITS_PLACE                                                                                         \
    "case due.kind when 'event' then (q.event_at, q.id) > (due.event_at, due.id) "                              \
    "when 'silence' then (q.run_at > q.event_at or (q.run_at, q.id) < (due.event_at, due.id)) "                 \
    "and q.context -> 'by_hand' is null "                                                                       \
    "when 'silence put off' then (q.run_at, q.id) < (due.event_at, due.id) and q.context -> 'by_hand' is null " \
    "when 'reminder' then (q.run_at, q.id) < (due.event_at, due.id) and q.context ->> 'anchor' = due.anchor "   \
    "else (q.event_at, q.id) < (due.event_at, due.id) and q.context -> 'by_hand' is null "                      \
    "and (q.run_at > q.event_at or q.context ->> 'anchor' is not distinct from due.anchor) end"
#define TYPES                                                                                                \
    INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID, \
        TEXTARRAYOID

// The index on (lead_id, automation_id).
constinit pg::Statement superseding(
    "select due.id, due.tenant_id from " DUE
    "where exists (select from @home@.automation_queue q "
    "where q.lead_id = due.lead_id and q.automation_id = due.automation_id and q.tenant_id = due.tenant_id "
    "and q.kind = 'run' and q.booking_id is not distinct from due.booking_id and " TAKES_ITS_PLACE ")",
    TYPES);
// The same for many bookings of few leads: what waits for a lead is read once, not once for each of its bookings.
constinit pg::Statement superseding_of_few(
    "with due as materialized (select * from " DUE
    "), waiting as materialized (select q.id, q.automation_id, "
    "q.lead_id, q.booking_id, q.tenant_id, q.event_at, q.run_at, q.context from (select distinct d.lead_id, "
    "d.automation_id, d.tenant_id from due d) k join @home@.automation_queue q on q.lead_id = k.lead_id "
    "and q.automation_id = k.automation_id and q.tenant_id = k.tenant_id where q.kind = 'run' "
    "and (q.booking_id is null or q.booking_id = any($4))) "
    "select distinct due.id, due.tenant_id from due join waiting q on q.lead_id = due.lead_id "
    "and q.automation_id = due.automation_id and q.tenant_id = due.tenant_id "
    "and coalesce(q.booking_id, '-9223372036854775808') = coalesce(due.booking_id, '-9223372036854775808') "
    "where " TAKES_ITS_PLACE,
    TYPES);
#undef TYPES
#undef TAKES_ITS_PLACE
#undef DUE

/* Which other runs may take the place of this one; null: none may. */
char const *kind_of(core::Run const &run) noexcept
{
    auto const trigger = core::trigger_from(run.event);
    if (!trigger || !core::is_timed(*trigger)) {
        return "event";
    }
    if (run.by_hand) {
        return nullptr;
    }
    if (*trigger == core::Trigger::no_contact_days) {
        return run.run_at == run.event_at ? "silence" : "silence put off";
    }
    // Those of one anchor.
    bool const of_moment = *trigger == core::Trigger::booking_reminder_hours || *trigger == core::Trigger::lead_date;
    return of_moment ? "reminder" : "session";
}

}  // namespace

std::set<core::RunKey> superseded_runs(std::vector<QueueRow> const &rows)
{
    std::set<core::RunKey> superseded;
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> automations;
    std::vector<std::int64_t> leads;
    std::vector<std::optional<std::int64_t>> bookings;
    std::vector<std::string> tenants;
    std::vector<std::optional<core::Instant>> events;
    std::vector<std::string> kinds;
    std::vector<std::optional<std::string>> anchors;
    std::set<std::pair<core::AutomationKey, core::LeadId>> subjects;
    for (QueueRow const &row : rows) {
        char const *const kind = kind_of(row.run);
        if (kind == nullptr || number(row.run.id) < 0 || row.run.of_step()) {
            continue;
        }
        ids.push_back(number(row.run.id));
        automations.push_back(number(row.run.automation));
        leads.push_back(number(row.run.lead));
        subjects.emplace(row.run.automation_key(), row.run.lead);
        bookings.push_back(row.run.booking ? std::optional(number(*row.run.booking)) : std::nullopt);
        tenants.push_back(row.run.tenant);
        events.emplace_back(row.run.event_at);
        kinds.emplace_back(kind);
        anchors.push_back(row.run.anchor ? std::optional(std::to_string(row.run.anchor->time_since_epoch().count()))
                                         : std::nullopt);
    }
    if (ids.empty()) {
        return superseded;
    }
    constexpr std::size_t many = 8;
    for (pg::Row const row : pg::execute(
             ids.size() > many * subjects.size() ? superseding_of_few : superseding,
             {pg::int8_array(ids), pg::int8_array(automations), pg::int8_array(leads), pg::int8_array(bookings),
              pg::text_array(tenants), pg::timestamp_array(events), pg::text_array(kinds), pg::text_array(anchors)})) {
        superseded.insert(pg::key_from<core::RunId>(row, 1));
    }
    return superseded;
}

}  // namespace automation::engine
