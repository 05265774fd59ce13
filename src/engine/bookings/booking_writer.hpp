/* booking_writer.hpp — fetched bookings into bookings, their clients into leads, each change into activities.
 *
 * One transaction a page, inside a session of the engine's: what changed is locked first (leads, then bookings, by id),
 * passing by what somebody else holds; that is left for the next try. A client is known by the id that the lead carries
 * for the source, else by e-mail, else by phone; what a lead already has is never overwritten.
 */
#pragma once
#include "core/bookings/remote_booking.hpp"
#include "engine/bookings/booking_sources.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace automation::engine {

/** What is done with a page. What counts as history fires no new_lead, booking_created or session_completed. */
struct PageRule {
    bool everything = false;     ///< the source's first sync
    core::Instant events_since;  ///< bookings made before are history
    bool only_known = false;     ///< inserts nothing
    [[nodiscard]] bool is_history(core::simplybook::RemoteBooking const &booking) const noexcept
    {
        return everything || (booking.recorded_at && *booking.recorded_at < events_since);
    }
};

struct PageOutcome {
    std::vector<std::size_t> locked;  ///< positions in the page to try again
    std::size_t without_client = 0;   ///< bookings of no client that could be known again: passed by
};

/** Writes a page. Positions are those of `page`. */
[[nodiscard]] PageOutcome write_page(SourceRow const &source, std::span<core::simplybook::RemoteBooking const> page,
                                     PageRule const &rule, core::Instant now);

/** Cancels a booking that its source no longer knows. False when somebody holds it. */
[[nodiscard]] bool write_gone(SourceRow const &source, std::string const &external_id, core::Instant now);

/** Bookings of the source that are on, start within [from, to) and are none of `seen`, which is sorted. */
[[nodiscard]] std::vector<std::string> missing_bookings(SourceRow const &source,
                                                        std::pair<core::Instant, core::Instant> window,
                                                        std::span<std::string const> seen);

}  // namespace automation::engine
