/* burst_notice.hpp — tells a transaction that makes more messages of one automation than may leave in a minute. */
#pragma once
#include "enqueue/events/automation_index.hpp"

#include <string_view>

namespace automation::enqueue {

/** Counts a run that this transaction has made. */
void count_for_burst(MatchRule const &rule, std::string_view tenant);

/** A NOTICE for each automation that has gone beyond automation.burst_limit since the last call, where its channel is
 *  configured: once a transaction. */
void report_bursts();

/** Registers the callback that begins to count anew. Once per process, from _PG_init. */
void watch_bursts();

}  // namespace automation::enqueue
