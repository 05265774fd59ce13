#include "core/json/json.hpp"
#include "core/time/time_format.hpp"

#include "api/insight/forecast.hpp"

#include <algorithm>

namespace automation::api {

namespace {

// The index on (lead_id, automation_id).
constinit pg::Statement waiting_of_lead(
    "select q.id from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'run' "
    "and ($3 is null or q.automation_id = $3) and ($4 is null or q.booking_id is null or q.booking_id = $4) "
    "order by q.run_at, q.id",
    INT8OID, TEXTOID, INT8OID, INT8OID);
constinit pg::Statement waiting_of_leads(
    "select q.id from @home@.automation_queue q where q.lead_id = any($1) and q.automation_id = $2 "
    "and q.tenant_id = $3 and q.kind = 'run' order by q.run_at, q.id",
    INT8ARRAYOID, INT8OID, TEXTOID);

std::vector<engine::QueueRow> rows_of(pg::Rows const &ids, std::string const &tenant)
{
    std::vector<core::RunKey> keys;
    for (pg::Row const row : ids) {
        keys.push_back({core::RunId{row.int8(1)}, tenant});
    }
    return keys.empty() ? std::vector<engine::QueueRow>() : engine::read_rows(keys);
}

/* As if the lead had just become what it is: of lead_changed, in every column that must change. */
std::string images_of(core::Automation const &automation, core::Lead const &lead)
{
    core::json::Value images = core::json::Value::object();
    if (automation.trigger == core::Trigger::lead_changed) {
        for (core::Column const column : automation.conditions.changed_columns()) {
            images["old"][std::string(core::name_of(column))] = nullptr;
        }
        return core::json::dump(images);
    }
    images = {{"old", {{"status", nullptr}}}, {"new", {{"status", nullptr}}}};
    if (lead.status) {
        images["new"]["status"] = *lead.status;
    }
    return core::json::dump(images);
}

}  // namespace

core::Run run_of_event(core::Automation const &automation, core::Lead const &lead, core::Booking const *booking,
                       core::Instant now, std::int64_t nth)
{
    core::Run run;
    run.id = core::RunId{-nth};
    run.automation = automation.id;
    run.lead = lead.id;
    run.tenant = automation.tenant;
    run.event = core::name_of(automation.trigger);
    run.event_at = run.run_at = now;
    if (automation.trigger == core::Trigger::lead_status_changed || automation.trigger == core::Trigger::lead_changed) {
        run.images = images_of(automation, lead);
    }
    if (booking == nullptr) {
        return run;
    }
    run.booking = booking->id;
    bool const on = booking->status == core::BookingStatus::booked;
    if (on && automation.trigger == core::Trigger::booking_reminder_hours) {
        run.anchor = booking->starts_at;
    } else if (on && automation.trigger == core::Trigger::session_completed) {
        run.anchor = booking->ends_at;
    }
    return run;
}

void let_happen(core::Trigger trigger, core::Booking &booking)
{
    if (trigger == core::Trigger::booking_cancelled) {
        booking.status = core::BookingStatus::cancelled;
    } else if (trigger == core::Trigger::booking_no_show) {
        booking.status = core::BookingStatus::no_show;
    }
}

enqueue::ScanState Moments::watch_of(core::Automation const &automation, core::Instant now)
{
    enqueue::ScanState watch =
        enqueue::find_watch(automation.id, automation.tenant).value_or(enqueue::first_watch(automation, now));
    if (!automation.enabled) {
        enqueue::renew(watch, automation, nullptr, now);
    }
    return watch;
}

Moments::Moments(core::Automation const &automation, core::Instant now)
    : automation_(automation), now_(now), watch_(watch_of(automation, now)), check_(automation, watch_)
{}

std::string Moments::describe(enqueue::MomentAnswer const &answer, store::TimedRow const &row) const
{
    auto const at = [](core::Instant moment) { return core::iso_8601(moment, core::FixedTimeZone()); };
    if (answer.why == enqueue::NoMoment::used_up) {
        return "it has run max_runs times";
    }
    std::string const moment = "its due time, " + at(answer.moment.value_or(now_)) + ",";
    switch (answer.why) {
        case enqueue::NoMoment::checked:
            return moment + " was checked at " + at(row.evaluated_at.value_or(now_)) + " and occurs only once";
        case enqueue::NoMoment::passed:
            return moment + " had passed when the automation was saved";
        case enqueue::NoMoment::written:
            return moment + " had passed when the date was written";
        default:
            return moment + " was missed: the row did not exist when it was due";
    }
}

/* No round comes by again, one that reads again what was loaded without events included. */
bool Moments::was_read(store::TimedRow const &row) const
{
    auto const at = [](store::AxisPlace const &place) { return std::pair(place.at, place.id); };
    bool const ahead = watch_.pass && watch_.pass->goes_back() && at(row.place) > at(watch_.pass->read) &&
                       row.place.at <= watch_.pass->until;
    return !ahead && at(row.place) <= at(watch_.covered);
}

std::optional<Expected> Moments::expect(store::TimedRow const &row, std::int64_t nth) const
{
    enqueue::MomentAnswer const answer = check_.ask(row);
    Expected expected;
    expected.run = run_of_event(automation_, row.lead, row.booking ? &*row.booking : nullptr, now_, nth);
    if (row.date) {
        expected.run.anchor = row.date->anchor;
        expected.run.yearly = automation_.date->yearly;
    }
    switch (answer.why) {
        case enqueue::NoMoment::none:
            expected.run.event_at = expected.run.run_at = *answer.due;
            if (!was_read(row)) {
                expected.basis = Basis::moment;
                return expected;
            }
            break;
        case enqueue::NoMoment::unknown:
        case enqueue::NoMoment::conditions:
        case enqueue::NoMoment::waits:
            return std::nullopt;
        default:
            break;
    }
    expected.basis = Basis::passed;
    expected.run.event_at = expected.run.run_at = answer.moment.value_or(now_);
    expected.reason = answer.why == enqueue::NoMoment::used_up   ? core::Reason::max_runs
                      : answer.why == enqueue::NoMoment::written ? core::Reason::inside_window
                                                                 : core::Reason::passed;
    expected.detail = describe(answer, row);
    return expected;
}

std::vector<engine::QueueRow> waiting_runs(core::LeadKey const &lead, std::optional<core::AutomationId> automation,
                                           std::optional<core::BookingId> booking)
{
    auto const id = [](auto const &key) { return key ? std::optional(number(*key)) : std::nullopt; };
    return rows_of(
        pg::execute(waiting_of_lead, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                                      pg::Param::of(id(automation)), pg::Param::of(id(booking))}),
        lead.tenant);
}

std::vector<engine::QueueRow> waiting_runs(core::AutomationKey const &automation,
                                           std::vector<core::LeadId> const &leads)
{
    std::vector<std::int64_t> ids;
    for (core::LeadId const lead : leads) {
        ids.push_back(number(lead));
    }
    return rows_of(pg::execute(waiting_of_leads, {pg::int8_array(ids), pg::Param::of(number(automation.id)),
                                                  pg::Param::of(std::string_view(automation.tenant))}),
                   automation.tenant);
}

core::Run next_of(std::vector<engine::QueueRow> const &rows, engine::Subjects const &subjects,
                  core::Automation const &automation, core::Instant now)
{
    core::Run next = rows.at(0).run;
    std::optional<std::pair<int, core::Instant>> best;
    for (engine::QueueRow const &row : rows) {
        core::Run run = row.run;
        core::RunForecast const seen = core::forecast(subjects.decision_input(run, automation, now), run);
        // One that comes to nothing without a word says less than one that is skipped, and that less than one that
        // runs.
        int const rank = seen.decision.verdict == core::Verdict::discard    ? 2
                         : seen.decision.reason == core::Reason::superseded ? 1
                                                                            : 0;
        if (!best || std::pair(rank, seen.due) < *best) {
            next = row.run;
            best = {rank, seen.due};
        }
    }
    return next;
}

}  // namespace automation::api
