/* moment_text.hpp — moments and spans as people write them into conditions: "2026-11-24", "2026-11-24T14:30:00+01:00",
 * "3 days", "1 week 12 hours", "P1DT12H".
 */
#pragma once
#include "core/zone.hpp"

#include <optional>
#include <string_view>

namespace automation::core {

/** A date, with or without a time, with or without an offset from UTC. */
struct WrittenMoment {
    LocalTime local;
    std::optional<std::chrono::minutes> offset;  ///< none: by the wall clock of whoever asks
    bool date_only = false;
};

/** ISO 8601 as PostgreSQL writes it too: date, then T or a blank, time to the microsecond, Z or ±hh[:mm]. */
[[nodiscard]] std::optional<WrittenMoment> parse_moment(std::string_view text) noexcept;
[[nodiscard]] Instant resolve(WrittenMoment const &written, Zone const &zone);

/** Months and days of the calendar, then elapsed time. */
struct TimeSpan {
    int months = 0;
    int days = 0;
    Micros rest{};
};

/** Words (minute, hour, day, week, month, year, each also with s) after numbers, or an ISO 8601 duration. Never
 *  negative, at most a thousand years. */
[[nodiscard]] std::optional<TimeSpan> parse_span(std::string_view text) noexcept;
[[nodiscard]] Instant earlier(Instant moment, TimeSpan span, Zone const &zone);
[[nodiscard]] Instant later(Instant moment, TimeSpan span, Zone const &zone);

}  // namespace automation::core
