/* merge_entries.hpp — two leads that become one are in a sequence once.
 *
 * Inside an SPI session, as the owner of the tables, with both leads locked.
 */
#pragma once

namespace automation::api {

struct Merge;

/** Before anything has moved. Of two entries into a sequence, for the same booking or none, the further one stays, and
 *  the other ends with reason merged; so does one that was open while the other lead went through the sequence.
 *  Messages that wait for the lead that goes are written again for the one that stays. */
void unite_entries(Merge const &merge);

}  // namespace automation::api
