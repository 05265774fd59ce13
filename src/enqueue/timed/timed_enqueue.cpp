#include "enqueue/timed/timed_enqueue.hpp"

#include <algorithm>

#include "pg/sql/owner_session.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::enqueue {

namespace {

/* What the clock decides, it decides when the moment has come. */
bool may_hold(MatchRule const &rule, SilentLead const &lead)
{
    return rule.broken || rule.conditions.asks_clock() || rule.conditions.match(lead.fields);
}

/* What makes a silent lead worth a look. */
bool became_due(MatchRule const &rule, SilentLead const &lead, SilentLead const &before)
{
    auto const was = core::last_contact(before.contacts);
    return !was || core::last_contact(lead.contacts) < was ||
           core::silence_start(lead.contacts) != core::silence_start(before.contacts) ||
           !same_zone(lead.fields, before.fields) || !may_hold(rule, before);
}

// The unique index on (automation_id, lead_id, …).
constinit pg::Statement looked_at_since(
    "select from @home@.automation_enrollments e where e.automation_id = $1 and e.lead_id = $2 and e.tenant_id = $3 "
    "and e.booking_id is null and e.anchor is not distinct from $4 and e.looked_at >= $5",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID);

/* A contact of some time ago that is noted late: the lead is silent since then, and no round comes by again. Nothing
 * new where the moment that follows from it has been looked at already. */
bool became_due_later(MatchRule const &rule, SilentLead const &lead, SilentLead const &before, core::Instant due,
                      core::Instant now)
{
    if (core::last_contact(lead.contacts) == core::last_contact(before.contacts)) {
        return false;
    }
    if (due > now) {
        return true;
    }
    auto const silence = core::silence_start(lead.contacts);
    pg::OwnerSession const session(pg::require_extension().owner);
    return pg::execute(looked_at_since,
                       {pg::Param::of(number(rule.id)), pg::Param::of(number(lead.id)), pg::Param::of(lead.tenant),
                        silence ? pg::Param::of(*silence) : pg::Param(std::nullopt), pg::Param::of(due)})
        .empty();
}

NewRun run_of(MatchRule const &rule, core::Lead const &lead, core::Booking const &booking, core::Trigger trigger,
              std::string_view context)
{
    NewRun run;
    run.automation = rule.id;
    run.lead = lead.id;
    run.booking = booking.id;
    run.event = trigger;
    run.tenant = lead.tenant;
    run.context = context;
    return run;
}

void due_at(NewRun &run, core::Instant moment) noexcept
{
    run.event_at = run.run_at = moment;
}

}  // namespace

bool same_zone(core::FieldReader const &a, core::FieldReader const &b)
{
    auto const zone = [](core::FieldReader const &fields) {
        return core::to_text(fields.find(core::Scope::lead, core::Column::timezone));
    };
    return zone(a) == zone(b);
}

std::string context_of(core::Instant anchor, std::string_view mark)
{
    std::string text = R"({"anchor":)" + std::to_string(anchor.time_since_epoch().count());
    return text + (mark.empty() ? "}" : ",\"" + std::string(mark) + "\":true}");
}

void enqueue_silence(Matcher &matcher, AutomationIndex const &index, SilentLead const &lead, SilentLead const *before,
                     core::Instant now)
{
    auto const contact = core::last_contact(lead.contacts);
    if (!contact) {
        return;
    }
    for (MatchRule const &rule : index.rules) {
        if (*contact > core::horizon(core::Trigger::no_contact_days, rule.delay, false, now) || !may_hold(rule, lead)) {
            continue;
        }
        core::Instant const due = core::after(*contact, rule.delay, lead.fields.zone());
        if (before != nullptr && !became_due(rule, lead, *before) && !became_due_later(rule, lead, *before, due, now)) {
            continue;
        }
        NewRun run;
        run.automation = rule.id;
        run.lead = lead.id;
        run.event = core::Trigger::no_contact_days;
        run.tenant = lead.tenant;
        due_at(run, std::max(due, now));
        matcher.add(run);
    }
}

void enqueue_reminders(Matcher &matcher, AutomationIndex const &index, core::Lead const &lead,
                       core::Booking const &booking, BookingWrite write, core::Instant now,
                       core::TimeZone const *zone_before)
{
    if (!booking.starts_at || *booking.starts_at <= now) {
        return;
    }
    core::TimeZone const &zone = pg::zone_or_utc(lead.timezone, index.timezone);
    core::FactFieldReader const facts({.lead = lead, .booking = &booking, .now = now, .zone = &zone});
    for (MatchRule const &rule : index.rules) {
        if (*booking.starts_at >
            core::horizon(core::Trigger::booking_reminder_hours, rule.delay, rule.send_window.has_value(), now)) {
            continue;
        }
        core::SendTimes const times = index.reminder_times(rule);
        core::Instant const due = core::reminder_due(rule.delay, *booking.starts_at, times, zone);
        if (zone_before != nullptr && core::reminder_due(rule.delay, *booking.starts_at, times, *zone_before) <= now) {
            continue;
        }
        std::string_view mark;
        // Then this is its moment, and the conditions are those of now.
        if (due <= now && !rule.broken && !rule.conditions.match(facts)) {
            mark = "unmet";
        } else if (due <= now && write == BookingWrite::made) {
            mark = "inside_window";
        }
        std::string const context = context_of(*booking.starts_at, mark);
        NewRun run = run_of(rule, lead, booking, core::Trigger::booking_reminder_hours, context);
        due_at(run, std::max(due, now));
        matcher.add(run);
    }
}

void enqueue_session_end(Matcher &matcher, AutomationIndex const &index, core::Lead const &lead,
                         core::Booking const &booking, core::Instant now)
{
    if (!booking.ends_at || *booking.ends_at > core::horizon(core::Trigger::session_completed, {}, false, now)) {
        return;
    }
    std::string const context = context_of(*booking.ends_at);
    for (MatchRule const &rule : index.rules) {
        NewRun run = run_of(rule, lead, booking, core::Trigger::session_completed, context);
        due_at(run, std::max(*booking.ends_at, now));
        matcher.add(run);
    }
}

}  // namespace automation::enqueue
