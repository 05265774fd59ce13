#include "enqueue/timed/moment_check.hpp"

#include "core/decisions/lead_date.hpp"

#include <algorithm>

#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::enqueue {

MomentCheck::MomentCheck(core::Automation const &automation, ScanState const &watch)
    : automation_(automation),
      watch_(watch),
      now_(pg::now()),
      settings_(store::load_settings(automation.tenant)),
      times_(core::send_times_of(automation, settings_))
{}

MomentAnswer MomentCheck::ask(store::TimedRow const &row) const
{
    if (automation_.max_runs && row.history.runs >= *automation_.max_runs) {
        return {.due = {}, .why = NoMoment::used_up, .moment = {}};
    }
    MomentAnswer answer = moment_of(row);
    if (!answer.due) {
        return answer;
    }
    if (is_evaluated(row, *answer.due)) {
        return {.due = {}, .why = NoMoment::checked, .moment = answer.due};
    }
    if (waits(row, *answer.due)) {
        return {.due = {}, .why = NoMoment::waits, .moment = answer.due};
    }
    return answer;
}

MomentAnswer MomentCheck::moment_of(store::TimedRow const &row) const
{
    core::TimeZone const &zone = pg::zone_or_utc(row.lead.timezone, settings_.timezone);
    if (automation_.trigger == core::Trigger::no_contact_days) {
        return silence(row, zone);
    }
    if (automation_.date) {
        return date(row, zone);
    }
    auto const on_axis =
        automation_.trigger == core::Trigger::booking_reminder_hours ? row.booking->starts_at : row.booking->ends_at;
    if (!on_axis) {
        return {.due = {}, .why = NoMoment::unknown, .moment = {}};
    }
    if (automation_.trigger == core::Trigger::booking_reminder_hours) {
        return reminder(*on_axis, zone);
    }
    if (*on_axis <= watch_.since) {
        return {.due = {}, .why = NoMoment::passed, .moment = on_axis};
    }
    return {.due = on_axis, .why = NoMoment::none, .moment = on_axis};
}

MomentAnswer MomentCheck::silence(store::TimedRow const &row, core::TimeZone const &zone) const
{
    // What the clock decides, it decides when the moment has come.
    if (!automation_.conditions.asks_clock() &&
        !automation_.conditions.match(core::FactFieldReader({.lead = row.lead, .now = now_, .zone = &zone}))) {
        return {.due = {}, .why = NoMoment::conditions, .moment = {}};
    }
    auto const due = core::silence_due(automation_.delay, core::contacts_of(row.lead), row.history.last_run, zone);
    return {.due = due, .why = due ? NoMoment::none : NoMoment::unknown, .moment = due};
}

MomentAnswer MomentCheck::reminder(core::Instant starts_at, core::TimeZone const &zone) const
{
    core::Instant const due = core::reminder_due(automation_.delay, starts_at, times_, zone);
    // Behind by the new delay and by the one before: not this rule's any more.
    bool const decided = due <= watch_.since && due_before(starts_at, zone) <= watch_.since;
    if (decided || (watch_.open_from && starts_at <= *watch_.open_from)) {
        return {.due = {}, .why = NoMoment::passed, .moment = due};
    }
    return {.due = due, .why = NoMoment::none, .moment = due};
}

MomentAnswer MomentCheck::date(store::TimedRow const &row, core::TimeZone const &zone) const
{
    if (!row.date) {
        return {.due = {}, .why = NoMoment::unknown, .moment = {}};
    }
    core::Instant const moment = row.date->moment;
    core::Instant const due = core::date_due(*automation_.date, automation_.delay, moment, zone);
    // What was due before that, the write itself has decided.
    bool const written = row.written_at && *row.written_at > watch_.since;
    core::Instant const decided = written ? *row.written_at : watch_.since;
    core::Instant const latest = written ? due : std::max(due, date_due_before(row, zone));
    if (latest <= decided) {
        return {.due = {}, .why = written ? NoMoment::written : NoMoment::passed, .moment = due};
    }
    if (watch_.open_from && std::max(latest, moment) <= *watch_.open_from) {
        return {.due = {}, .why = NoMoment::passed, .moment = due};
    }
    return {.due = due, .why = NoMoment::none, .moment = due};
}

core::Instant MomentCheck::date_due_before(store::TimedRow const &row, core::TimeZone const &zone) const
{
    core::DateTrigger before = *automation_.date;
    before.at = watch_.since_at;
    auto const moment = core::moment_named(before, *row.written_as, row.date->anchor, zone);
    return core::date_due(before, watch_.since_delay, moment ? moment->moment : row.date->moment, zone);
}

core::Instant MomentCheck::due_before(core::Instant starts_at, core::TimeZone const &zone) const
{
    return core::reminder_due(watch_.since_delay, starts_at, times_, zone);
}

/* It may wait for a moment that was right when it was found: before a last contact was written back, or when the
 * settings changed while its booking was not committed. */
bool MomentCheck::waits(store::TimedRow const &row, core::Instant moment) const
{
    bool const moves = automation_.trigger != core::Trigger::session_completed;
    return row.waits && (!moves || *row.waits <= std::max(moment, now_));
}

/* A saved rule asks again for those who are silent, and for a booking whose moment was ahead until the delay was
 * changed; otherwise a moment of a booking comes once. */
bool MomentCheck::is_evaluated(store::TimedRow const &row, core::Instant moment) const
{
    if (!row.evaluated_at) {
        return false;
    }
    return (*row.evaluated_at >= moment && !(row.evaluated_at < watch_.since && asks_again(row))) ||
           was_evaluated_elsewhere(row, moment) || was_evaluated_by_other_settings(row, moment);
}

/* A moment that was checked is past by the settings of then: another time zone, which makes it one of some hours later,
 * does not bring it back. Of a reminder this holds once the session has begun. */
bool MomentCheck::was_evaluated_elsewhere(store::TimedRow const &row, core::Instant moment) const
{
    constexpr std::chrono::hours zones_differ(26);
    bool const unchanged =
        *row.evaluated_at >= watch_.since && (!row.written_at || *row.written_at <= *row.evaluated_at);
    bool const begun = automation_.trigger == core::Trigger::booking_reminder_hours && row.booking &&
                       row.booking->starts_at && *row.booking->starts_at <= now_;
    return (automation_.date || begun) && unchanged && *row.evaluated_at >= moment - zones_differ;
}

/* Settings that were saved after the check make the due time of a reminder a later one, which had come by then as well:
 * nobody is told about the same start once more. */
bool MomentCheck::was_evaluated_by_other_settings(store::TimedRow const &row, core::Instant moment) const
{
    return automation_.trigger == core::Trigger::booking_reminder_hours && *row.evaluated_at >= watch_.since &&
           settings_.edited_at && moment <= *settings_.edited_at;
}

bool MomentCheck::asks_again(store::TimedRow const &row) const
{
    if (automation_.trigger == core::Trigger::booking_reminder_hours) {
        core::TimeZone const &zone = pg::zone_or_utc(row.lead.timezone, settings_.timezone);
        return due_before(*row.booking->starts_at, zone) > watch_.since;
    }
    if (automation_.date) {
        return date_due_before(row, pg::zone_or_utc(row.lead.timezone, settings_.timezone)) > watch_.since;
    }
    return automation_.trigger == core::Trigger::no_contact_days;
}

}  // namespace automation::enqueue
