#include "core/decisions/timing.hpp"

#include "core/time/time_format.hpp"

#include <algorithm>

namespace automation::core {

using namespace std::chrono_literals;

namespace {

/* Days by the wall clock may be shorter or longer than elapsed ones: an hour in spring and autumn, a whole day where a
 * country changes sides of the date line. */
constexpr Micros zones_differ = 26h;
/* A reminder may go the evening before; one with a sending window, before it closed last. */
constexpr Micros quiet_lasts = 26h;
constexpr Micros window_stays_closed = 33 * 24h;

std::optional<Instant> later(std::optional<Instant> a, std::optional<Instant> b) noexcept
{
    return a && b ? std::max(*a, *b) : (a ? a : b);
}

std::optional<Instant> of_calendar(std::optional<Instant> moment) noexcept
{
    return moment && in_calendar(*moment) ? moment : std::nullopt;
}

/* Of a row that was loaded without a check, too: the sum must not overflow. */
Micros elapsed(Delay delay) noexcept
{
    constexpr int most_days = 4'000'000;
    return std::chrono::days(std::clamp(delay.days, -most_days, most_days)) + delay.elapsed();
}

}  // namespace

bool is_timed(Trigger trigger) noexcept
{
    return trigger == Trigger::no_contact_days || trigger == Trigger::booking_reminder_hours ||
           trigger == Trigger::session_completed || trigger == Trigger::lead_date;
}

ContactTimes contacts_of(Lead const &lead) noexcept
{
    return {lead.last_contacted, lead.last_inbound_at, lead.created_at, lead.silent_since};
}

std::optional<Instant> last_contact(ContactTimes const &contacts) noexcept
{
    auto const contacted = contacts.last_contacted ? contacts.last_contacted : contacts.created_at;
    return of_calendar(later(contacted, contacts.last_inbound_at));
}

std::optional<Instant> silence_start(ContactTimes const &contacts) noexcept
{
    return contacts.silent_since ? contacts.silent_since : contacts.created_at;
}

std::optional<Instant> silence_due(Delay delay, ContactTimes const &contacts, std::optional<Instant> last_run,
                                   TimeZone const &zone)
{
    auto const contact = last_contact(contacts);
    if (!contact) {
        return std::nullopt;
    }
    Instant const due = after(*contact, delay, zone);
    return last_run ? std::max(due, after(*last_run, delay, zone)) : due;
}

Instant before(Instant end, Delay delay, TimeZone const &zone)
{
    return after(end, {.days = -delay.days, .hours = -delay.hours, .minutes = -delay.minutes}, zone);
}

Instant reminder_due(Delay delay, Instant starts_at, SendTimes const &times, TimeZone const &zone)
{
    Instant const moment = before(starts_at, delay, zone);
    return next_send_time(times, moment, zone) < starts_at ? moment : send_time_before(times, moment, zone);
}

std::optional<Instant> counted_by(Trigger trigger, Lead const *lead, Booking const *booking) noexcept
{
    if (trigger == Trigger::no_contact_days && lead != nullptr) {
        return silence_start(contacts_of(*lead));
    }
    if (trigger == Trigger::booking_reminder_hours && booking != nullptr) {
        return booking->starts_at;
    }
    return std::nullopt;
}

Instant horizon(Trigger trigger, Delay delay, bool has_window, Instant now) noexcept
{
    Micros const differ = delay.days == 0 ? 0h : zones_differ;
    Micros const closed = has_window ? window_stays_closed : quiet_lasts;
    switch (trigger) {
        case Trigger::no_contact_days:
            // What the engine writes to a lead moves its last contact to now, and tells nobody: that lies ahead.
            return std::min(now + look_ahead + differ - elapsed(delay), now);
        case Trigger::booking_reminder_hours:
            return now + look_ahead + differ + closed + elapsed(delay);
        default:
            return now + look_ahead;
    }
}

}  // namespace automation::core
