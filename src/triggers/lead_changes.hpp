/* lead_changes.hpp — an update of a lead: runs of lead_changed, and runs that have waited for a column.
 *
 * Only columns that a rule of the tenant names are compared, byte by byte: an update that leaves them as they are costs
 * no more than that.
 */
#pragma once
#include "enqueue/events/match.hpp"
#include "triggers/lead_tuple_reader.hpp"

namespace automation::triggers {

/** What an update has changed; refers to what outlives it. */
struct LeadUpdate {
    LeadColumns const &columns;
    TupleTableSlot *before = nullptr;
    TupleTableSlot *after = nullptr;
    std::string const &tenant;
    core::Instant now;
};

/** Whether a column is stored otherwise than before, compressed or out of line: what is written back unchanged has the
 *  same bytes. Others may be equal all the same. */
[[nodiscard]] bool has_other_bytes(LeadUpdate const &update, AttrNumber column);

/** Adds the runs of lead_changed. */
void match_changes(enqueue::Matcher &matcher, LeadUpdate const &update);

/** Runs of the lead that have waited for a column that may be there now become due. */
void release_waiting(LeadUpdate const &update);

/** Whoever waits in a sequence for this lead: a goal, an exit, conditions or a moment may be another now. */
void follow_in_sequences(LeadUpdate const &update);

/** The same for an import, which changes no other table: the dispatcher looks at them once more. */
void wake_waiting(LeadUpdate const &update);

/** The context of a run that an automation's write has triggered, JSON text; empty for a user's write. */
[[nodiscard]] std::string chain_context(std::string const &tenant);

}  // namespace automation::triggers
