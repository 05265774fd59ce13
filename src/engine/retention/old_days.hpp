/* old_days.hpp — statistics of days whose messages may be gone: added up into one row an automation, whose day is
 * -infinity, so that automation_stats stays the same.
 */
#pragma once
#include "engine/retention/retention_policy.hpp"

namespace automation::engine {

/** Adds up the settled days before the cutoffs. How many rows have become others. In an SPI session as the owner. */
std::int64_t add_up_old_days(Cutoffs const &cutoffs);

}  // namespace automation::engine
