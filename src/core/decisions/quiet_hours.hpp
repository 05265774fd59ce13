/* quiet_hours.hpp — the hours of the night in which nobody is written to, by the clock on the lead's wall.
 *
 * Quiet hours may wrap midnight. What falls into them goes at their end, not all in the same second.
 */
#pragma once
#include "core/crm/entities.hpp"

namespace automation::core {

/** From the first time of day to the second, microseconds since midnight; never equal. */
struct QuietHours {
    Micros from{};
    Micros until{};
};

/** The quiet hours of the settings; nothing where one is missing or both are the same. */
[[nodiscard]] std::optional<QuietHours> quiet_hours_of(TenantSettings const &settings) noexcept;

[[nodiscard]] bool is_quiet(QuietHours hours, Instant moment, TimeZone const &zone);
/** When the quiet hours that `moment` lies in end; always later than it. */
[[nodiscard]] Instant quiet_end(QuietHours hours, Instant moment, TimeZone const &zone);
/** When the quiet hours that `moment` lies in began. */
[[nodiscard]] Instant start_of_quiet(QuietHours hours, Instant moment, TimeZone const &zone);

/** `moment`, or the end of the quiet hours that it lies in. */
[[nodiscard]] Instant next_allowed_time(std::optional<QuietHours> const &hours, Instant moment, TimeZone const &zone);

/** The first moment of the day that `moment` lies in, and of the day after it. */
[[nodiscard]] Instant start_of_day(Instant moment, TimeZone const &zone);
[[nodiscard]] Instant start_of_next_day(Instant moment, TimeZone const &zone);

/** Up to fifteen minutes, in seconds, the same for the same lead and automation. */
[[nodiscard]] Micros jitter_of(LeadId lead, AutomationId automation) noexcept;

}  // namespace automation::core
