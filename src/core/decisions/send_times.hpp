/* send_times.hpp — when messages of an automation may be sent: outside quiet hours and inside its sending window.
 *
 * An automation's own window takes the place of the tenant's, which applies to follow-ups and messages after a session.
 * Holidays close the window that applies; for the same automations also where there is none.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/decisions/quiet_hours.hpp"
#include "core/time/send_window.hpp"

namespace automation::core {

/** Refers to the holidays of the settings. */
struct SendTimes {
    std::optional<QuietHours> quiet;
    std::optional<OpenHours> open;
};

/** Of what `type` writes with a window of its own (`own`) or none. */
[[nodiscard]] SendTimes send_times_of(Type type, std::optional<SendWindow> const &own, TenantSettings const &settings);
[[nodiscard]] SendTimes send_times_of(Automation const &automation, TenantSettings const &settings);

/** `moment` where messages may be sent then, else when they may next. */
[[nodiscard]] Instant next_send_time(SendTimes const &times, Instant moment, TimeZone const &zone);

/** `moment` where messages may be sent then, else ten minutes before they last might, or when that time began where it
 * was shorter. `moment` where they never might within the last 31 days. */
[[nodiscard]] Instant send_time_before(SendTimes const &times, Instant moment, TimeZone const &zone);

/** True where quiet hours cover the whole window, every day. */
[[nodiscard]] bool never_sends(QuietHours quiet, SendWindow const &window) noexcept;

}  // namespace automation::core
