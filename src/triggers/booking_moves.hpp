/* booking_moves.hpp — bookings that are given to other leads: what waits for them goes along. */
#pragma once
#include "core/base/tenant_key.hpp"

#include <string>

namespace automation::triggers {

/** A booking of one lead that is another's now. */
struct BookingMove {
    core::BookingId booking{};
    core::LeadId from{}, to{};
    std::string tenant;
};

/** Moves what waits for it, at the end of the statement: all bookings of a lead at once. `guarded`: in a
 *  subtransaction. */
void move_at_end(BookingMove move, bool guarded);

}  // namespace automation::triggers
