#include "core/decisions/decide_time.hpp"

#include "core/base/strings.hpp"
#include "core/inbound/absence_flag.hpp"
#include "core/decisions/lead_date.hpp"
#include "core/settings/send_window_reader.hpp"

#include <algorithm>

namespace automation::core::time_checks {

namespace {

bool is_timed_run(DecisionInput const &s) noexcept
{
    return is_timed(s.automation->trigger) && !s.run.by_hand && !s.run.of_step();
}

/* Nothing has put it off since: the moment itself is looked at. */
bool is_first_look(DecisionInput const &s) noexcept
{
    return s.run.run_at == s.run.event_at;
}

bool reminds(DecisionInput const &s) noexcept
{
    return s.automation->type == Type::booking_reminder && s.booking != nullptr && s.booking->starts_at.has_value();
}

/* The moment that the run was made for, where the lead still has that date. */
std::optional<DateMoment> dated_moment(DecisionInput const &s)
{
    auto const &trigger = s.automation->date;
    return trigger && s.date && s.run.anchor ? moment_named(*trigger, *s.date, *s.run.anchor, s.zone) : std::nullopt;
}

/* When the run is due by what is known now, which may be later than what it was found for. Nothing: at its event. */
std::optional<Instant> due_by_moment(DecisionInput const &s)
{
    if (!is_timed_run(s) || !is_first_look(s)) {
        return std::nullopt;
    }
    Trigger const trigger = s.automation->trigger;
    if (trigger == Trigger::no_contact_days) {
        return silence_due(s.automation->delay, contacts_of(*s.lead), s.history.last_run, s.zone);
    }
    if (trigger == Trigger::booking_reminder_hours && s.booking != nullptr && s.booking->starts_at) {
        return reminder_due(s.automation->delay, *s.booking->starts_at, send_times_of(*s.automation, s.tenant), s.zone);
    }
    auto const date = trigger == Trigger::lead_date ? dated_moment(s) : std::nullopt;
    return date ? std::optional(date_due(*s.automation->date, s.automation->delay, date->moment, s.zone))
                : std::nullopt;
}

CheckFailure put_off(ReasonCode reason, std::string detail, Instant until)
{
    return {.verdict = Verdict::defer, .reason = std::move(reason), .detail = std::move(detail), .until = until};
}

CheckFailure not_due(std::string what, Instant due, DecisionInput const &s)
{
    CheckFailure failure = put_off(Reason::not_due, std::move(what) + " " + when(due, s), due);
    failure.event_moves = true;
    return failure;
}

bool used_up(DecisionInput const &s) noexcept
{
    return s.automation->max_runs && s.history.runs >= *s.automation->max_runs;
}

/* What every timed trigger asks for at its moment. */
CheckResult at_its_moment(DecisionInput const &s, CheckResult (*conditions)(DecisionInput const &))
{
    if (s.newer_waits) {
        return drop(Reason::superseded, "another run takes its place");
    }
    if (used_up(s)) {
        return drop(Reason::max_runs, "has run " + std::to_string(s.history.runs) + " of " +
                                          std::to_string(*s.automation->max_runs) + " times");
    }
    if (auto const unmet = conditions(s)) {
        return drop(unmet->reason, unmet->detail);
    }
    return std::nullopt;
}

/* Silence is asked for whenever the run is looked at: somebody may have written since. */
CheckResult silence(DecisionInput const &s, CheckResult (*conditions)(DecisionInput const &))
{
    auto const due = silence_due(s.automation->delay, contacts_of(*s.lead), s.history.last_run, s.zone);
    if (!due) {
        return drop(Reason::not_due, "the time of the last contact is not known");
    }
    if (s.now < *due) {
        return not_due("the lead has not been silent long enough before", *due, s);
    }
    return is_first_look(s) ? at_its_moment(s, conditions) : std::nullopt;
}

CheckResult reminder(DecisionInput const &s, CheckResult (*conditions)(DecisionInput const &))
{
    if (s.booking == nullptr || !s.booking->starts_at) {
        return drop(Reason::no_booking, "there is no booking with a start");
    }
    if (!is_first_look(s)) {
        return std::nullopt;
    }
    if (s.booking->status != BookingStatus::booked) {
        return drop(Reason::booking_cancelled, "the booking does not have status booked");
    }
    if (is_of_another_lead(s)) {
        return drop(Reason::booking_moved, "the booking belongs to another lead now");
    }
    if (s.run.anchor && s.booking->starts_at != s.run.anchor) {
        return drop(Reason::booking_moved, "the booking has been moved to another time");
    }
    // Looked at when the booking was written: that was its moment.
    if (s.run.unmet) {
        return drop(Reason::conditions, "the conditions did not hold when the booking was written");
    }
    if (s.run.inside_window) {
        return skip(Reason::inside_window, "the booking was made after the reminder was due");
    }
    if (auto const due = due_by_moment(s); due && s.now < *due) {
        return not_due("the reminder is due at", *due, s);
    }
    return at_its_moment(s, conditions);
}

/* By the clock (then the run knows the ends_at it was made for) or by the status. */
CheckResult session(DecisionInput const &s, CheckResult (*conditions)(DecisionInput const &))
{
    if (!is_first_look(s)) {
        return std::nullopt;
    }
    if (s.booking == nullptr) {
        return drop(Reason::no_booking, "there is no booking");
    }
    bool const by_clock = s.run.anchor.has_value();
    bool const stands = by_clock ? s.booking->status == BookingStatus::booked && s.booking->ends_at == s.run.anchor
                                 : s.booking->status == BookingStatus::completed;
    if (!stands || is_of_another_lead(s)) {
        return drop(Reason::booking_moved, "the session did not end as the event says");
    }
    if (by_clock && s.now < *s.run.anchor) {
        return not_due("the session ends at", *s.run.anchor, s);
    }
    if (auto missed = at_its_moment(s, conditions)) {
        return missed;
    }
    if (!s.automation->delay.none()) {
        Instant const due = after(s.run.event_at, s.automation->delay, s.zone);
        return put_off(Reason::not_due, "is due at " + when(due, s), due);
    }
    return std::nullopt;
}

std::string date_is_gone(DecisionInput const &s)
{
    std::string const field = s.automation->date ? s.automation->date->field.name() : std::string();
    return s.date ? "the date in " + field + " has been changed" : "the lead has no date in " + field;
}

CheckResult lead_date(DecisionInput const &s, CheckResult (*conditions)(DecisionInput const &))
{
    if (!is_first_look(s)) {
        return date_stands(s);
    }
    if (!dated_moment(s)) {
        return drop(Reason::no_date, date_is_gone(s));
    }
    // Looked at when the date was written: that was its moment.
    if (s.run.unmet) {
        return drop(Reason::conditions, "the conditions did not hold when the date was written");
    }
    if (s.run.inside_window) {
        return skip(Reason::inside_window, "the date was written after the run was due");
    }
    if (auto const due = due_by_moment(s); due && s.now < *due) {
        return not_due("the run is due at", *due, s);
    }
    return at_its_moment(s, conditions);
}

}  // namespace

CheckResult date_stands(DecisionInput const &s)
{
    bool const of_date = is_timed_run(s) && s.automation->trigger == Trigger::lead_date && s.run.anchor;
    return of_date && !dated_moment(s) ? CheckResult(skip(Reason::no_date, date_is_gone(s))) : std::nullopt;
}

bool is_of_another_lead(DecisionInput const &s) noexcept
{
    return s.booking != nullptr && s.booking->lead && *s.booking->lead != s.run.lead;
}

CheckResult moment(DecisionInput const &s, CheckResult (*conditions)(DecisionInput const &))
{
    if (!is_timed_run(s)) {
        return std::nullopt;
    }
    switch (s.automation->trigger) {
        case Trigger::no_contact_days:
            return silence(s, conditions);
        case Trigger::booking_reminder_hours:
            return reminder(s, conditions);
        case Trigger::lead_date:
            return lead_date(s, conditions);
        default:
            return session(s, conditions);
    }
}

std::string see_moment(DecisionInput const &s)
{
    if (s.automation->trigger == Trigger::no_contact_days) {
        auto const contact = last_contact(contacts_of(*s.lead));
        return contact ? "last contact at " + when(*contact, s) : "no contact is known";
    }
    if (auto const found = dated_moment(s)) {
        return s.automation->date->field.name() + " is " + when(found->moment, s);
    }
    return is_timed_run(s) ? "reached" : "time of the event";
}

namespace {

/* Quiet hours and the tenant's window are for messages to leads; an automation's own window is for all that it writes.
 */
SendTimes times_of(DecisionInput const &s)
{
    if (!s.notice) {
        return send_times_of(*s.automation, s.tenant);
    }
    SendTimes times;
    if (s.automation->send_window) {
        times.open = OpenHours{*s.automation->send_window, s.tenant.holidays};
    }
    return times;
}

/* From when lateness counts: when it might have run, and not before the rule and the settings are what they are. */
Instant late_from(DecisionInput const &s)
{
    // Nobody may have looked at it, for its lead was locked, since another time zone made its moment a later one.
    Instant const moment = std::max(s.run.run_at, due_by_moment(s).value_or(s.run.run_at));
    Instant due = next_send_time(times_of(s), moment, s.reader_zone());
    for (auto const &edited : {s.automation->edited_at, s.tenant.edited_at}) {
        // What came after the edit is as the edit wants it.
        bool const counts = edited && *edited > s.run.event_at && *edited <= s.now;
        due = counts ? std::max(due, *edited) : due;
    }
    return due;
}

/* From when on the run is too late; nothing: never. */
std::optional<Instant> too_late_from(DecisionInput const &s)
{
    auto const limit = max_lateness_of(*s.automation);
    std::optional<Instant> const from = limit ? std::optional(late_from(s) + *limit) : std::nullopt;
    return reminds(s) ? std::min(from.value_or(*s.booking->starts_at), *s.booking->starts_at) : from;
}

}  // namespace

CheckResult needs(DecisionInput const &s)
{
    Need const *const missing = first_missing(s.automation->needs, *s.lead);
    if (missing == nullptr) {
        return std::nullopt;
    }
    auto const until = too_late_from(s);
    std::string detail = "the lead has no " + missing->name;
    if (until && s.now >= *until) {
        return skip(ReasonCode::missing(missing->name),
                    detail + "; the run has waited for it until " + when(*until, s));
    }
    detail += "; the run waits for it" + (until ? " until " + when(*until, s) : std::string());
    return CheckFailure{.verdict = Verdict::park,
                        .reason = ReasonCode::missing(missing->name),
                        .detail = std::move(detail),
                        .until = until};
}

std::string see_needs(DecisionInput const &s)
{
    std::string names;
    for (Need const &need : s.automation->needs) {
        names += (names.empty() ? "" : ", ") + need.name;
    }
    return names.empty() ? names : "the lead has " + names;
}

CheckResult lateness(DecisionInput const &s)
{
    auto const limit = max_lateness_of(*s.automation);
    Instant const due = limit ? late_from(s) : s.run.run_at;
    if (limit && s.now > due + *limit) {
        return skip(Reason::too_late, "was due at " + when(due, s));
    }
    if (reminds(s) && s.now >= *s.booking->starts_at) {
        return skip(Reason::too_late, "the booking has started");
    }
    return std::nullopt;
}

std::string see_lateness(DecisionInput const &s)
{
    return max_lateness_of(*s.automation) ? "due at " + when(s.run.run_at, s) : "never too late";
}

namespace {

/* Until messages may be sent again, not all in the same second; `what` keeps them until `end`. */
CheckResult put_off_until_sending(DecisionInput const &s, Reason reason, std::string const &what, Instant end)
{
    SendTimes const times = times_of(s);
    Instant const opens = next_send_time(times, s.now, s.reader_zone());
    if (reminds(s) && opens >= *s.booking->starts_at) {
        return skip(Reason::too_late, what + " until after the booking has started");
    }
    Instant const apart = opens + jitter_of(s.lead->id, s.automation->id);
    bool const fits =
        next_send_time(times, apart, s.reader_zone()) == apart && !(reminds(s) && apart >= *s.booking->starts_at);
    return put_off(reason, what + " until " + when(end, s), fits ? apart : opens);
}

}  // namespace

CheckResult quiet_hours(DecisionInput const &s)
{
    auto const hours = quiet_hours_of(s.tenant);
    if (!hours || !s.automation->writes_message() || !is_quiet(*hours, s.now, s.zone)) {
        return std::nullopt;
    }
    return put_off_until_sending(s, Reason::quiet_hours, "quiet hours", quiet_end(*hours, s.now, s.zone));
}

CheckResult send_window(DecisionInput const &s)
{
    SendTimes const times = times_of(s);
    if (!times.open || is_open(*times.open, s.now, s.reader_zone())) {
        return std::nullopt;
    }
    return put_off_until_sending(s, Reason::send_window, "the sending window is closed",
                                 next_opening(*times.open, s.now, s.reader_zone()));
}

std::string see_send_window(DecisionInput const &s)
{
    SendTimes const times = times_of(s);
    return times.open ? "open, " + in_words(times.open->window) : std::string();
}

std::string see_quiet_hours(DecisionInput const &s)
{
    if (!s.automation->writes_message()) {
        return "writes no message";
    }
    return quiet_hours_of(s.tenant) ? "not now" : "no quiet hours";
}

namespace {

/* The last day of an absence that the automation waits for. */
std::optional<std::chrono::sys_days> absent_until(DecisionInput const &s) noexcept
{
    bool const applies = s.automation->type == Type::lead_followup || s.automation->type == Type::post_session;
    return applies && s.inbound != nullptr ? s.inbound->absent_until : std::nullopt;
}

/* When the day after it begins on the lead's clock. */
Instant end_of_absence(std::chrono::sys_days last_day, TimeZone const &zone)
{
    return zone.to_instant(LocalTime(std::chrono::local_days((last_day + std::chrono::days(1)).time_since_epoch())));
}

}  // namespace

CheckResult absence(DecisionInput const &s)
{
    auto const until = absent_until(s);
    Instant const end = until ? end_of_absence(*until, s.zone) : s.now;
    if (s.now >= end) {
        return std::nullopt;
    }
    return put_off(Reason::absent,
                   "the lead is absent until " + inbound::iso_day(*until) + ", as an automatic reply says",
                   end + jitter_of(s.lead->id, s.automation->id));
}

std::string see_absence(DecisionInput const &s)
{
    auto const until = absent_until(s);
    if (!until || end_of_absence(*until, s.zone) <= s.run.event_at) {
        return {};
    }
    return "the lead is absent until " + inbound::iso_day(*until) +
           ", as an automatic reply says; messages wait until " + when(end_of_absence(*until, s.zone), s);
}

CheckResult daily_cap(DecisionInput const &s)
{
    auto const cap = s.tenant.daily_cap;
    bool const applies = s.automation->writes_message() && s.automation->type != Type::booking_reminder;
    if (!cap || !applies || s.messages_today < *cap) {
        return std::nullopt;
    }
    Instant const tomorrow = start_of_next_day(s.now, s.zone);
    return put_off(Reason::daily_cap, "the lead has had " + std::to_string(s.messages_today) + " messages today",
                   tomorrow + jitter_of(s.lead->id, s.automation->id));
}

std::string see_daily_cap(DecisionInput const &s)
{
    if (!s.tenant.daily_cap) {
        return "no daily cap";
    }
    return std::to_string(s.messages_today) + " of " + std::to_string(*s.tenant.daily_cap) + " messages today";
}

}  // namespace automation::core::time_checks
