#include "core/decisions/send_times.hpp"

#include "core/time/time_format.hpp"

#include <algorithm>

namespace automation::core {

using namespace std::chrono_literals;

namespace {

/* Quiet hours and a window that never meet are refused when they are saved; on some days they may not meet. */
constexpr int most_steps = 800;
constexpr Micros before_closing = 10min;

bool follows_tenant(Type type) noexcept
{
    return type == Type::lead_followup || type == Type::post_session;
}

bool may_send(SendTimes const &times, Instant moment, TimeZone const &zone)
{
    return next_send_time(times, moment, zone) == moment;
}

/* The end of the last time before `moment` in which messages might be sent. */
std::optional<Instant> last_end(SendTimes const &times, Instant moment, TimeZone const &zone)
{
    constexpr Micros a_moment(1);
    for (int step = 0; step < most_steps; ++step) {
        Instant const before = moment - a_moment;
        if (times.quiet && is_quiet(*times.quiet, before, zone)) {
            moment = start_of_quiet(*times.quiet, before, zone);
        } else if (times.open && !is_open(*times.open, before, zone)) {
            auto const closing = last_closing(*times.open, before, zone);
            if (!closing) {
                return std::nullopt;
            }
            moment = *closing;
        } else {
            return moment;
        }
    }
    return std::nullopt;
}

}  // namespace

SendTimes send_times_of(Type type, std::optional<SendWindow> const &own, TenantSettings const &settings)
{
    SendTimes times;
    if (type == Type::crm_update || type == Type::sequence) {
        return times;
    }
    times.quiet = quiet_hours_of(settings);
    auto const &window = own || !follows_tenant(type) ? own : settings.send_window;
    if (window || (follows_tenant(type) && !settings.holidays.empty())) {
        times.open = OpenHours{window.value_or(SendWindow{}), settings.holidays};
    }
    return times;
}

SendTimes send_times_of(Automation const &automation, TenantSettings const &settings)
{
    return send_times_of(automation.type, automation.send_window, settings);
}

Instant next_send_time(SendTimes const &times, Instant moment, TimeZone const &zone)
{
    for (int step = 0; step < most_steps; ++step) {
        Instant const allowed = next_allowed_time(times.quiet, moment, zone);
        Instant const open = times.open ? next_opening(*times.open, allowed, zone) : allowed;
        if (open == moment) {
            return moment;
        }
        moment = open;
    }
    return moment;
}

Instant send_time_before(SendTimes const &times, Instant moment, TimeZone const &zone)
{
    if (!in_calendar(moment) || may_send(times, moment, zone)) {
        return moment;
    }
    auto const end = last_end(times, moment, zone);
    if (!end) {
        return moment;
    }
    Instant const early = *end - before_closing;
    return std::min(next_send_time(times, early, zone), *end);
}

bool never_sends(QuietHours quiet, SendWindow const &window) noexcept
{
    auto const length = [](Micros from, Micros until) { return until > from ? until - from : until - from + 24h; };
    // How long after the beginning of the quiet hours the window opens.
    Micros const opens = (window.from - quiet.from + 24h) % Micros(24h);
    return opens + length(window.from, window.until) <= length(quiet.from, quiet.until);
}

}  // namespace automation::core
