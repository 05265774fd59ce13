/* step_wait.hpp — what a step of a sequence waits for before it does its work.
 *
 *   "3 days"   {"days": 1, "hours": 2}                                       a span
 *   {"days": 1, "until": "09:00", "weekdays": ["mon"]}                       the next such time of day, after a span
 *   {"between": ["09:00", "17:00"], "weekdays": ["mon", "tue"]}              at once inside, else at the opening
 *   {"until": {"field": "booking.starts_at", "offset": "-3 days"}}           a moment of the lead or booking
 *   {"for": "reply", "at_most": "2 days"}                                    a reply, a booking, or conditions
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/json/json_node.hpp"
#include "core/sequences/occasions.hpp"

#include <optional>
#include <string>
#include <variant>

namespace automation::core {

/** A span of the calendar of delays (automation.hpp). */
struct SpanWait {
    Delay span;
    bool operator==(SpanWait const &) const = default;
};
/** The next time of day on one of these weekdays, on the lead's wall clock; now counts. */
struct ClockWait {
    Delay span;
    Micros until{};                 ///< since midnight
    std::uint8_t days = 0b1111111;  ///< bit 0 is Monday
    bool operator==(ClockWait const &) const = default;
};
/** Until the hours open; `window` has the weekdays. */
struct HoursWait {
    Delay span;
    SendWindow window;
    bool operator==(HoursWait const &) const = default;
};
/** So long before or after a moment of the lead or the booking. */
struct MomentWait {
    bool of_booking = false;
    DateField field;
    bool before = false;  ///< the offset is subtracted
    Delay offset;
    Micros at = std::chrono::hours(9);  ///< the time of day of values without one
    std::optional<Delay> at_most;       ///< waited for where there is no such moment
    bool operator==(MomentWait const &) const = default;
};
/** For something to come. */
struct EventWait {
    Occasions events;
    Delay at_most;
    std::string written = {};  ///< the JSON that it was read from
};

using Wait = std::variant<SpanWait, ClockWait, HoursWait, MomentWait, EventWait>;

/** Whether both are the same wait. */
[[nodiscard]] bool is_same_wait(std::optional<Wait> const &a, std::optional<Wait> const &b);

/** From the value of the key `wait`. Throws UserError; its text names no step. */
[[nodiscard]] Wait read_wait(json::Node const &node);

/** The span that `value` names: words, or an object of days, hours and minutes. Throws UserError: `key` cannot be it,
 * or it is longer than 366 days. */
[[nodiscard]] Delay read_span(json::Node const &node, std::string_view key);

}  // namespace automation::core
