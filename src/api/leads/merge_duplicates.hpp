/* merge_duplicates.hpp — what waits for two leads that become one is not sent to the person twice.
 *
 * Inside an SPI session, as the owner of the tables, with both leads locked.
 */
#pragma once
#include <cstdint>
#include <vector>

namespace automation::api {

struct Merge;

/** Of two messages that an automation has written for the same, cancels the one of the lead that goes. How many. */
std::int64_t cancel_twice_written(Merge const &merge);

/** Of runs that wait for the same, deletes all but one. `moved`: the runs that come from the lead that goes. */
void drop_twice_waiting(Merge const &merge, std::vector<std::int64_t> const &moved);

/** A person is new once: deletes the runs, and cancels the messages, that would welcome again. `rerun`: messages whose
 *  runs are made again. After the activities have moved. How many messages it cancelled. */
std::int64_t end_second_welcomes(Merge const &merge, std::vector<std::int64_t> const &rerun);

}  // namespace automation::api
