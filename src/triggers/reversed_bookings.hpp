/* reversed_bookings.hpp — bookings that end before they start: most likely a mistake, which refuses no write. */
#pragma once
#include "core/crm/entities.hpp"

namespace automation::triggers {

/** Tells of it with one NOTICE when the statement ends, however many there are. */
void notice_reversed(core::Booking const &booking);

}  // namespace automation::triggers
