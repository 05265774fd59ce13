/* delivery_results.hpp — what came of the messages that left: message, activity, last contact, statistics and the queue
 * row, in one transaction.
 */
#pragma once
#include "worker/channel_lane.hpp"
#include "worker/delivery_batch.hpp"

#include <vector>

namespace automation::worker {

/** A message and its answer. */
struct Arrival {
    Departure departure;
    core::SendOutcome outcome;
    core::ChannelKey lane;  ///< the row of automation_channels
    bool noted = false;     ///< whoever comes after us will not send it again, though it is not recorded
};

/** What the lane has to know. */
struct Recorded {
    std::vector<std::size_t> again;    ///< could not be written: somebody holds the lead or the message
    std::vector<std::size_t> queued;   ///< in the queue still, to be sent again
    std::optional<core::Instant> due;  ///< when the first of these may go
    bool counted = false;              ///< statistics were appended
};

/** Writes down what came of messages of one channel; in a session. `unit_random` gives numbers in [0, 1). */
[[nodiscard]] Recorded record(std::vector<Arrival> const &arrivals, ChannelWays const &ways, core::Instant now,
                              double (*unit_random)());

}  // namespace automation::worker
