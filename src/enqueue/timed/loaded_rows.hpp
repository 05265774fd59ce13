/* loaded_rows.hpp — rows that a session with automation.restoring writes fire no events, but their timed triggers still
 * want them: when the transaction commits, the scans of their tenant go back to the first of them.
 */
#pragma once
#include "core/automations/automation.hpp"

#include <string_view>

namespace automation::enqueue {

/** Notes where on the axis of a timed trigger (last contact, starts_at, ends_at) a row of this transaction stands. */
void note_loaded(std::string_view tenant, core::Trigger trigger, core::Instant at);

/** Registers the callback that moves the scans back before the commit. Once per process, from _PG_init. */
void watch_loaded_rows();

}  // namespace automation::enqueue
