/* poison_run.hpp — ends a run that has killed the process, without looking at what it was about.
 *
 * Whatever killed the process when it was read would kill it again: the row of the queue alone says enough.
 */
#pragma once
#include "engine/queue/queue.hpp"

#include <string>

namespace automation::engine {

/** In a transaction: takes the run out of the queue, and writes an activity and its statistics. False when somebody
 *  else holds it. */
[[nodiscard]] bool give_up(QueueRow const &row, std::string const &why, core::Instant now);

/** In a transaction of its own afterwards, with the same moment: the activity gets the automation's name, and the
 * silence that the run was made for is not found again. This reads other rows; where it fails, the run is over all the
 * same. */
void after_giving_up(core::Run const &run, std::string const &why, core::Instant now);

}  // namespace automation::engine
