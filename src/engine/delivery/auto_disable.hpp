/* auto_disable.hpp — an automation whose messages keep failing for good is switched off before it costs the
 * sender its name.
 */
#pragma once
#include "core/base/types.hpp"

#include <string>

namespace automation::engine {

/** Disables the automation when a tenth or more of its last 100 messages have failed for good, and there are 20 at
 *  least; those before it was last edited do not count. An activity says so. In a session, after the failure was
 *  written. One that somebody has locked is left for the next failure. */
void disable_if_failing(core::AutomationId automation, std::string const &tenant, core::Instant now);

}  // namespace automation::engine
