#include "enqueue/events/sequence_wakes.hpp"

#include "enqueue/events/automation_index.hpp"
#include "enqueue/events/sequence_index.hpp"
#include "enqueue/write_context/attempt.hpp"
#include "enqueue/write_context/lead_claims.hpp"

#include <algorithm>
#include <utility>

#include "pg/extension/added_columns.hpp"
#include "pg/extension/owner_objects.hpp"
#include "pg/process/wake.hpp"
#include "pg/sql/current_rows.hpp"
#include "pg/sql/index_probe.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/time/time_zone.hpp"
#include "store/lead_store.hpp"
#include "store/sequence_exits.hpp"
#include "store/sequence_facts.hpp"
#include "store/sequence_moves.hpp"
#include "store/sequences_of_leads.hpp"

namespace automation::enqueue {

namespace {

// The index on (lead_id, automation_id).
constinit pg::Statement wake(
    "update @home@.automation_queue q set run_at = $3 where q.lead_id = $1 and q.tenant_id = $2 and q.kind = 'run' "
    "and q.event = 'step' and q.run_at > $3 and (q.context ->> 'entry')::bigint = any($4)",
    INT8OID, TEXTOID, TIMESTAMPTZOID, INT8ARRAYOID);
// The index on (lead_id, automation_id) of automation_enrollments.
constinit pg::Statement queue_again(
    "insert into @home@.automation_queue (automation_id, lead_id, booking_id, tenant_id, event, event_at, run_at, context) "
    "select e.automation_id, e.lead_id, e.booking_id, e.tenant_id, 'step', $5, $5, "
    "jsonb_strip_nulls(jsonb_build_object('step', e.document ->> 'step', 'entry', e.id, 'chain', e.document -> 'chain')) "
    "from (select w.*, (" PG_ADDED_COLUMN("w", "entry")
    ")::jsonb as document from @home@.automation_enrollments w where w.lead_id = $2 and w.automation_id = $1 "
    "and w.tenant_id = $3) e where (e.document ->> 'message')::bigint = $4",
    INT8OID, INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);

/* What a write means for an entry. */
struct EntryChange {
    std::optional<core::Reason> leaves;
    bool message_moves = false;  ///< the moment that its message was written for is another one
};

EntryChange change_of(store::StoredEntry const &stored, core::Lead const &lead, std::string const &tenant,
                      core::Instant now)
{
    auto const sequence = indexed_sequence({stored.sequence, tenant});
    if (sequence == nullptr) {
        return {};
    }
    auto const booking = stored.booking ? store::load_booking(*stored.booking, tenant) : std::nullopt;
    core::SequenceSubject const subject{lead, stored.booking, booking ? &*booking : nullptr};
    core::TimeZone const &zone = pg::zone_or_utc(lead.timezone, automation_index(tenant, sequence->trigger)->timezone);
    core::LeadKey const key{lead.id, tenant};
    bool const asks = sequence->sequence->asks_inside;
    auto const inside =
        asks ? store::names_but(store::sequences_of_leads({key}), key, stored.id) : std::vector<std::string>();
    store::LoadedSequenceFacts const facts(subject, tenant, zone, now, asks ? &inside : nullptr);
    auto const leaves = core::reason_to_leave(*sequence, stored.entry, subject, facts);
    return {leaves,
            !leaves && stored.entry.message && core::moment_was_moved(*sequence->sequence, stored.entry, facts)};
}

/* Of entries that this transaction has locked: who has a reason leaves. */
void leave_sequences(core::LeadKey const &lead, core::Lead const &stored, store::ClaimedEntries const &claimed,
                     core::Instant now)
{
    bool any_moved = false;
    for (store::StoredEntry const &entry : claimed.entries) {
        EntryChange const change = change_of(entry, stored, lead.tenant, now);
        if (change.leaves) {
            (void)store::end_entries({.lead = lead, .entry = entry.id}, core::ReasonCode(*change.leaves).code(), now);
        } else if (change.message_moves && claimed.all) {
            store::redo_moved_message(lead, entry.id, now);
            any_moved = true;
        }
    }
    if (any_moved) {
        store::restore_steps(lead, now);
    }
}

void wake_steps(core::LeadKey const &lead, std::vector<store::StoredEntry> const &entries, core::Instant now)
{
    std::vector<std::int64_t> ids;
    for (store::StoredEntry const &entry : entries) {
        ids.push_back(entry.id);
    }
    auto const rows =
        pg::execute_current(wake, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                                   pg::Param::of(now), pg::int8_array(ids)});
    if (rows.affected() > 0) {
        pg::wake_at_commit(now);
    }
}

void leave_to_dispatcher(core::LeadKey const &lead, core::Instant now)
{
    pg::OwnerSession const session(pg::require_extension().owner);
    LeftChange const left{.lead = lead, .event = left_sequences};
    leave_changes({&left, 1}, now);
}

/* By itself, whatever else belongs to the write: an error of the owner's code on these tables must not undo, say, an
 * opt-out. What is not done here is asked again before each step. */
template <class Work>
void guarded(Work &&work)
{
    using enum pg::TableName;
    if (pg::may_meet_own_parts(
            {automation_enrollments, automation_queue, messages, activities, automation_stat_deltas})) {
        attempt(std::forward<Work>(work));
    } else {
        work();
    }
}

/* Most leads are in no sequence. */
bool may_be_inside(core::LeadKey const &lead)
{
    return !sequence_index(lead.tenant)->empty() &&
           pg::may_have_rows(pg::TableName::automation_enrollments, "lead_id", number(lead.id), "entry");
}

}  // namespace

bool follow_unless_edited(core::LeadKey const &lead, core::Instant now)
{
    if (!may_be_inside(lead)) {
        return true;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    store::ClaimedEntries const claimed = store::claim_entries(lead);
    auto const stored = claimed.entries.empty() ? std::nullopt : store::load_stored_lead(lead.id, lead.tenant);
    if (stored) {
        leave_sequences(lead, *stored, claimed, now);
        wake_steps(lead, claimed.entries, now);
    }
    return claimed.all;
}

void follow_in_sequences(core::LeadKey const &lead, core::Instant now)
{
    bool followed = true;
    guarded([&] { followed = follow_unless_edited(lead, now); });
    if (!followed) {
        leave_to_dispatcher(lead, now);
    }
}

void follow_bookings(core::LeadKey const &lead, std::vector<core::BookingId> const &bookings, core::Instant at,
                     core::Instant now)
{
    if (may_be_inside(lead)) {
        pg::OwnerSession const session(pg::require_extension().owner);
        guarded([&] { store::note_bookings(lead, bookings, at); });
        follow_in_sequences(lead, now);
    }
}

void follow_unclaimed(core::LeadKey const &lead, core::Instant now)
{
    if (sequence_index(lead.tenant)->empty()) {
        return;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    if (claim_lead(lead)) {
        follow_in_sequences(lead, now);
        return;
    }
    leave_to_dispatcher(lead, now);
}

void end_message(core::AutomationId automation, core::LeadKey const &lead, core::MessageId message, core::Instant now)
{
    auto const held = sequence_index(lead.tenant);
    if (!std::ranges::binary_search(*held, automation)) {
        return;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    auto const rows =
        pg::execute_current(queue_again, {pg::Param::of(number(automation)), pg::Param::of(number(lead.id)),
                                          pg::Param::of(std::string_view(lead.tenant)), pg::Param::of(number(message)),
                                          pg::Param::of(now)});
    if (rows.affected() > 0) {
        pg::wake_at_commit(now);
    }
}

}  // namespace automation::enqueue
