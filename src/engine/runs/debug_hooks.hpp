/* debug_hooks.hpp — faults that tests plant. Nothing of it exists in a build without AUTOMATION_DEBUG_HOOKS. */
#pragma once
#include "core/crm/entities.hpp"

#ifdef AUTOMATION_DEBUG_HOOKS
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#endif

namespace automation::engine::debug {

#ifdef AUTOMATION_DEBUG_HOOKS
/** What a real fault in a pointer does. */
inline void crash()
{
    static int *volatile nowhere = nullptr;
    *nowhere = 1;
}
#endif

/** Does what the file automation_debug in the data directory says: "segv" or "abort", each in every turn of the
 *  dispatcher, outside of any run. */
inline void before_turn()
{
#ifdef AUTOMATION_DEBUG_HOOKS
    std::ifstream file("automation_debug");
    std::string what;
    file >> what;
    if (what == "segv") {
        crash();
    } else if (what == "abort") {
        std::abort();
    }
#endif
}

/** Kills the process when it is about to run for a lead from the source "debug:kill"; lets it crash for "debug:crash".
 */
inline void before_run([[maybe_unused]] core::Lead const &lead)
{
#ifdef AUTOMATION_DEBUG_HOOKS
    if (lead.source == "debug:kill") {
        std::raise(SIGKILL);
    }
    if (lead.source == "debug:crash") {
        crash();
    }
#endif
}

}  // namespace automation::engine::debug
