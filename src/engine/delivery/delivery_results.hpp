/* delivery_results.hpp — what came of the messages that left: message, activity, last contact, statistics and the queue
 * row, in one transaction.
 */
#pragma once
#include "engine/delivery/channel_queue.hpp"
#include "engine/delivery/delivery_batch.hpp"

#include <vector>

namespace automation::engine {

/** A message and its answer. */
struct SendResult {
    ClaimedDelivery claimed;
    channels::SendOutcome outcome;
    core::ChannelKey queue;  ///< the row of automation_channels
    bool noted = false;      ///< the next process will not send it again, although it is not recorded
};

/** What the lane has to know. */
struct RecordResult {
    std::vector<std::size_t> again;    ///< could not be written: somebody holds the lead or the message
    std::vector<std::size_t> queued;   ///< in the queue still, to be sent again
    std::optional<core::Instant> due;  ///< when the first of these may go
    bool counted = false;              ///< statistics were appended
};

/** Writes down what came of messages of one channel; in a session. `unit_random` gives numbers in [0, 1). */
[[nodiscard]] RecordResult record(std::vector<SendResult> const &results, ChannelSending const &ways, core::Instant now,
                                  double (*unit_random)());

}  // namespace automation::engine
