#include "enqueue/write_context/lead_claims.hpp"

#include "enqueue/write_context/attempt.hpp"

#include <utility>

#include "pg/process/wake.hpp"
#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"

namespace automation::enqueue {

namespace {

// By the primary key.
constinit pg::KeyedStatement lock(PG_SELECT_BY_KEYS("l.id, l.tenant_id", "leads", "l", "",
                                                    "for no key update skip locked"));
constinit pg::Statement insert(
    "insert into @home@.automation_queue (automation_id, lead_id, message_id, event_at, run_at, kind, event, "
    "tenant_id, channel, booking_id) select 0, c.lead_id, c.message_id, $6, $7, 'contact', c.event, c.tenant_id, "
    "nullif(c.channel, ''), c.booking_id from unnest($1, $2, $3, $4, $5, $8) as c (lead_id, tenant_id, message_id, "
    "event, "
    "channel, booking_id)",
    INT8ARRAYOID, TEXTARRAYOID, INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT8ARRAYOID);

std::set<core::LeadKey> lock_free(pg::Keys const &keys)
{
    std::set<core::LeadKey> locked;
    for (pg::Row const row : lock.execute(keys)) {
        locked.insert(pg::key_from<core::LeadId>(row, 1));
    }
    return locked;
}

}  // namespace

std::set<core::LeadKey> claim_leads(std::vector<core::LeadKey> leads)
{
    if (leads.empty()) {
        return {};
    }
    pg::Keys const keys(std::move(leads));
    if (!IsolationUsesXactSnapshot()) {
        return lock_free(keys);
    }
    // A row that has changed since the snapshot is an error here, also where others are passed by.
    GuardedAttempt attempt;
    try {
        auto locked = lock_free(keys);
        attempt.keep();
        return locked;
    } catch (pg::Error const &error) {
        attempt.undo();
        if (!is_conflict(error)) {
            throw;
        }
        return {};
    }
}

bool claim_lead(core::LeadKey const &lead)
{
    return !claim_leads({lead}).empty();
}

void leave_changes(std::span<LeftChange const> changes, core::Instant at)
{
    if (changes.empty()) {
        return;
    }
    std::vector<std::int64_t> leads;
    std::vector<std::string> tenants, events, channels;
    std::vector<std::optional<std::int64_t>> messages, bookings;
    for (LeftChange const &change : changes) {
        leads.push_back(number(change.lead.id));
        tenants.push_back(change.lead.tenant);
        messages.push_back(change.message ? std::optional(number(*change.message)) : std::nullopt);
        events.emplace_back(change.event);
        channels.push_back(change.channel);
        bookings.push_back(change.booking ? std::optional(number(*change.booking)) : std::nullopt);
    }
    pg::execute(insert, {pg::int8_array(leads), pg::text_array(tenants), pg::int8_array(messages),
                         pg::text_array(events), pg::text_array(channels), pg::Param::of(at),
                         pg::Param::of(left_changes_due), pg::int8_array(bookings)});
    pg::wake_at_commit(left_changes_due);
}

}  // namespace automation::enqueue
