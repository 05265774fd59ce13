/* debug_hooks.hpp — faults that tests plant. Nothing of it exists in a build without AUTOMATION_DEBUG_HOOKS. */
#pragma once
#include "core/facts.hpp"

#ifdef AUTOMATION_DEBUG_HOOKS
#include <csignal>
#endif

namespace automation::worker::debug {

/** Kills the process when it is about to run for a lead from the source "debug:kill". */
inline void before_run([[maybe_unused]] core::Lead const &lead)
{
#ifdef AUTOMATION_DEBUG_HOOKS
    if (lead.source == "debug:kill") {
        std::raise(SIGKILL);
    }
#endif
}

}  // namespace automation::worker::debug
