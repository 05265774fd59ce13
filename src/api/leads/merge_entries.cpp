#include "api/leads/merge_entries.hpp"

#include "api/leads/merge_rows.hpp"
#include "core/sequences/sequence.hpp"
#include "core/sequences/sequence_entry.hpp"
#include "enqueue/events/sequence_index.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "pg/extension/added_columns.hpp"
#include "pg/sql/spi.hpp"
#include "pg/time/clock.hpp"
#include "store/sequence_exits.hpp"
#include "store/sequence_moves.hpp"

namespace automation::api {

namespace {

// The index on (lead_id, automation_id).
constinit pg::Statement entries_of_both(
    "select e.id, e.lead_id, e.automation_id, e.booking_id, e.entry::text, e.left_at "
    "from @home@.automation_enrollments e where e.lead_id in ($1, $2) and e.tenant_id = $3 and $4 is not null "
    "and (e.entry is not null or e.left_at is not null) order by e.id for update",
    INT8OID, INT8OID, TEXTOID, TIMESTAMPTZOID);

/* One that is open, or how far the last one of the row has come: to its end. */
struct Entry {
    std::int64_t id = 0;
    core::LeadId lead{};
    core::AutomationId sequence{};
    std::optional<std::int64_t> booking;
    std::optional<core::SequenceEntry> open;
    std::optional<core::Instant> left_at;
};

std::vector<Entry> load(Merge const &merge)
{
    std::vector<Entry> entries;
    for (pg::Row const row : pg::execute(entries_of_both, params_of(merge))) {
        auto const json = row.opt_text(5);
        entries.push_back({row.int8(1), core::LeadId{row.int8(2)}, core::AutomationId{row.int8(3)}, row.opt_int8(4),
                           json ? core::read_entry(*json) : std::nullopt, row.maybe_instant(6)});
    }
    return entries;
}

bool is_for_same(Entry const &a, Entry const &b)
{
    return a.sequence == b.sequence && a.booking == b.booking && a.lead != b.lead;
}

std::size_t place_of(Entry const &entry, Merge const &merge)
{
    auto const sequence = enqueue::indexed_sequence({entry.sequence, merge.tenant});
    auto const step = sequence == nullptr ? std::nullopt : sequence->sequence->find(entry.open->step);
    return step.value_or(entry.open->done.size());
}

/* Whether `other` has come further, so that `entry` ends. Of two that are equally far that of the lead that stays. */
bool ends_for(Entry const &entry, Entry const &other, Merge const &merge)
{
    if (!other.open) {
        return other.left_at && *other.left_at > entry.open->entered_at;
    }
    std::size_t const place = place_of(entry, merge);
    std::size_t const other_place = place_of(other, merge);
    return other_place > place || (other_place == place && other.lead == merge.keep);
}

}  // namespace

void unite_entries(Merge const &merge)
{
    if (!pg::has_column(pg::TableName::automation_enrollments, "entry")) {
        return;
    }
    std::vector<Entry> const entries = load(merge);
    for (Entry const &entry : entries) {
        bool const ends = entry.open && std::ranges::any_of(entries, [&](Entry const &other) {
                              return is_for_same(entry, other) && ends_for(entry, other, merge);
                          });
        if (ends) {
            (void)store::end_entries({.lead = {entry.lead, merge.tenant}, .entry = entry.id}, "merged", pg::now());
        }
    }
    store::redo_waiting_messages({merge.drop, merge.tenant}, std::nullopt, pg::now());
}

}  // namespace automation::api
