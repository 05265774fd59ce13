#include "core/decisions/quiet_hours.hpp"

#include "core/time/time_format.hpp"

namespace automation::core {

using namespace std::chrono_literals;

namespace {

struct WallClock {
    LocalTime midnight;
    Micros time;
};

WallClock wall_clock(Instant moment, TimeZone const &zone)
{
    LocalTime const local = zone.to_local(moment);
    auto const midnight = std::chrono::floor<std::chrono::days>(local);
    return {midnight, local - midnight};
}

bool wraps(QuietHours hours) noexcept
{
    return hours.from > hours.until;
}

}  // namespace

std::optional<QuietHours> quiet_hours_of(TenantSettings const &settings) noexcept
{
    if (!settings.quiet_from || !settings.quiet_until || *settings.quiet_from == *settings.quiet_until) {
        return std::nullopt;
    }
    return QuietHours{*settings.quiet_from, *settings.quiet_until};
}

bool is_quiet(QuietHours hours, Instant moment, TimeZone const &zone)
{
    if (!in_calendar(moment)) {
        return false;
    }
    Micros const time = wall_clock(moment, zone).time;
    return wraps(hours) ? time >= hours.from || time < hours.until : time >= hours.from && time < hours.until;
}

Instant quiet_end(QuietHours hours, Instant moment, TimeZone const &zone)
{
    auto const [midnight, time] = wall_clock(moment, zone);
    bool const ends_tomorrow = wraps(hours) && time >= hours.from;
    LocalTime const end = midnight + (ends_tomorrow ? 24h : 0h) + hours.until;
    Instant const first = zone.to_instant(end);
    // In the second of an hour that comes twice, the first end has passed: it is the second that counts.
    return first > moment ? first : moment + (end - (midnight + time));
}

Instant start_of_quiet(QuietHours hours, Instant moment, TimeZone const &zone)
{
    auto const [midnight, time] = wall_clock(moment, zone);
    bool const began_yesterday = wraps(hours) && time < hours.until;
    return zone.to_instant(midnight - (began_yesterday ? 24h : 0h) + hours.from);
}

Instant next_allowed_time(std::optional<QuietHours> const &hours, Instant moment, TimeZone const &zone)
{
    return hours && is_quiet(*hours, moment, zone) ? quiet_end(*hours, moment, zone) : moment;
}

Instant start_of_day(Instant moment, TimeZone const &zone)
{
    return zone.to_instant(wall_clock(moment, zone).midnight);
}

Instant start_of_next_day(Instant moment, TimeZone const &zone)
{
    return zone.to_instant(wall_clock(moment, zone).midnight + 24h);
}

Micros jitter_of(LeadId lead, AutomationId automation) noexcept
{
    // A multiplicative hash: neighbouring ids fall far apart.
    auto const mixed = static_cast<std::uint64_t>(number(lead)) * 0x9E3779B97F4A7C15U ^
                       static_cast<std::uint64_t>(number(automation)) * 0xC2B2AE3D27D4EB4FU;
    return std::chrono::seconds((mixed >> 32U) % 900);
}

}  // namespace automation::core
