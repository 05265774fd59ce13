/* sequence_entries.hpp — who is where in a sequence: the entries of a batch of rows, read and written at once.
 *
 * A lead in a sequence is a row of automation_enrollments, whose `entry` says where, and one of automation_queue,
 * which waits for the step; while a message of theirs is queued or held, that takes its place.
 */
#pragma once
#include "core/sequences/sequence_entry.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/queue/queue.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace automation::engine {

/** A lead enters. Refers to the run of the event. */
struct NewEntry {
    core::Run const *run = nullptr;
    std::optional<core::BookingId> booking;  ///< that runs are counted by
    std::optional<core::Instant> anchor;
    core::SequenceEntry entry;
};

struct ChangedEntry {
    core::EntryKey key;
    core::SequenceEntry entry;
};

struct LeavingEntry {
    core::EntryKey key;
    std::string reason;
};

/** Whoever is inside there does not enter again. */
using EntryPlace = std::tuple<core::AutomationKey, core::LeadId, std::optional<core::BookingId>>;

class SequenceEntries {
 public:
    /** Those of the rows at a step; of events, which leads are inside. */
    void load(std::vector<QueueRow> const &rows, AutomationCache const &automations);

    /** Null: the lead has left. */
    [[nodiscard]] core::SequenceEntry const *find(core::Run const &run) const;
    /** Of an event of a sequence: the lead, or the booking, is inside already. */
    [[nodiscard]] bool is_inside(core::Run const &run) const;
    /** This batch lets the lead, or the booking, in. */
    void add_inside(core::Run const &run) { inside_.insert({run.automation_key(), run.lead, run.booking}); }

 private:
    void load_entries(std::vector<QueueRow> const &rows);
    void load_inside(std::vector<QueueRow> const &rows, AutomationCache const &automations);

    std::unordered_map<core::EntryKey, core::SequenceEntry> entries_;
    std::set<EntryPlace> inside_;
};

/** The entry of one row; nothing: the lead has left. */
[[nodiscard]] std::optional<core::SequenceEntry> load_entry(std::int64_t id, std::string const &tenant);

/** The state of the message of a step. */
struct EndedMessage {
    bool ended = false;  ///< false: it is queued, held or being sent
    bool out = false;    ///< recorded, sent or delivered to the lead, not to somebody of the business
    core::Instant at;    ///< when it ended; not after `now`
};
[[nodiscard]] EndedMessage ended_message(core::MessageId message, std::string const &tenant, core::Instant now);

/** What led to a run, for an entry whose message takes the run's place in the queue; empty: nothing. */
[[nodiscard]] std::string chain_of(core::Run const &run);

/** Counts the entries as runs of the sequence; the ids of their rows, in order. */
[[nodiscard]] std::vector<std::int64_t> write_entries(std::vector<NewEntry> const &entries, core::Instant now);

/** Writes entries that stay. Returns those that the batch itself has ended meanwhile, by what it changed. */
[[nodiscard]] std::set<core::EntryKey> write_entries(std::vector<ChangedEntry> const &entries);

/** Ends entries. */
void end_entries(std::vector<LeavingEntry> const &entries, core::Instant now);

/** A row of the queue for a lead at a step. */
struct StepRow {
    core::Run const *run = nullptr;  ///< whose lead and booking it is
    std::int64_t entry = 0;
    std::string step;
    core::Instant entered_at, run_at;
};
void queue_steps(std::vector<StepRow> const &rows);

}  // namespace automation::engine
