/* due_moments.hpp — leads and bookings in the order of the moments that timed triggers wait for.
 *
 * Each page is read from an index, from a place on; what it costs follows the rows read and nothing else. All of it
 * inside an SPI session, as the owner of the tables.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/decisions/lead_date.hpp"
#include "core/decisions/timing.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/sql/spi.hpp"

namespace automation::store {

/** A place in the order of an index: a moment and the id of a row. */
struct AxisPlace {
    core::Instant at = core::Instant::min();
    std::int64_t id = 0;
};

/** A row whose moment is near, with what is remembered of it. */
struct TimedRow {
    core::Lead lead;
    std::optional<core::Booking> booking;
    std::optional<core::DateMoment> date;                 ///< of lead_date
    std::optional<core::ParsedDateTime> written_as = {};  ///< the date that it is a moment of
    std::optional<core::Instant> written_at = {};         ///< when the date became what it is, where that is known
    core::RunHistory history;                             ///< of the stretch, the start or the booking
    std::optional<core::Instant> evaluated_at;            ///< when that moment was looked at
    std::optional<core::Instant> waits;                   ///< the moment of the run for it that is in the queue
    AxisPlace place;
};

/** At most timed_page rows after `from`, up to `until`, of what the automation's trigger goes by: leads by their last
 * contact or by a date, bookings that are on by starts_at or ends_at. */
[[nodiscard]] std::vector<TimedRow> read_timed(core::Automation const &automation, AxisPlace from, core::Instant until);
inline constexpr std::size_t timed_page = 500;

/** The same in the order of the ids of leads or bookings, after one. */
[[nodiscard]] std::vector<TimedRow> read_timed_after(core::Automation const &automation, std::int64_t after);

/** The same of one lead: itself, each of its bookings that are on, or the moments of its date about now. */
[[nodiscard]] std::vector<TimedRow> read_timed_of(core::Automation const &automation, core::LeadId lead);

/** The lead's bookings that are on and have not begun. */
[[nodiscard]] std::vector<core::Booking> load_upcoming_bookings(core::LeadId lead, std::string const &tenant,
                                                                core::Instant now);

}  // namespace automation::store
