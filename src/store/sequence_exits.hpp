/* sequence_exits.hpp — leads are moved in sequences, or leave them, by a statement and not by the dispatcher.
 */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/sequences/sequence_entry.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace automation::store {

/** Which entries of a lead. */
struct Entries {
    core::LeadKey lead;
    std::optional<core::AutomationId> sequence = {};
    std::optional<core::BookingId> booking = {};
    std::optional<std::int64_t> entry = {};  ///< of its row
};

/** One of them. */
struct StoredEntry {
    std::int64_t id = 0;
    core::AutomationId sequence{};
    std::optional<core::BookingId> booking = {};
    core::SequenceEntry entry;
};
[[nodiscard]] std::vector<StoredEntry> lock_entries(Entries const &entries);
/** The same of a lead, for a write of an application: it waits for nobody. */
struct ClaimedEntries {
    std::vector<StoredEntry> entries;
    bool all = true;  ///< false: somebody else has locked others, who edits the sequence for instance
};
[[nodiscard]] ClaimedEntries claim_entries(core::LeadKey const &lead);
/** The same without a lock: to show, not to do. */
[[nodiscard]] std::vector<StoredEntry> read_entries(Entries const &entries);

/** Whether the lead is in the sequence, for that booking or for none. */
[[nodiscard]] bool is_inside(core::LeadKey const &lead, core::AutomationId sequence,
                             std::optional<core::BookingId> booking);

/** Notes in all of them that the lead has booked, but for those that somebody else has locked. */
void note_bookings(core::LeadKey const &lead, std::vector<core::BookingId> const &bookings, core::Instant at);

/** Moves it to `entry.step`, which is evaluated when the transaction commits. A message of the step where it stood that
 * is queued or held is cancelled. */
void place_entry(Entries const &of, StoredEntry const &entry, core::Instant now);

/** Ends them with that reason: what waits in the queue goes, messages that are queued or held are cancelled, and an
 *  activity sequence_ended says why. How many there were. In a session of the tables' owner. */
std::int64_t end_entries(Entries const &entries, std::string_view reason, core::Instant now);

}  // namespace automation::store
