#include "enqueue/events/lead_contacts.hpp"

#include "core/base/strings.hpp"
#include "enqueue/events/sequence_wakes.hpp"
#include "enqueue/write_context/attempt.hpp"
#include "enqueue/write_context/lead_claims.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "pg/extension/owner_objects.hpp"
#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"
#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"

namespace automation::enqueue {

namespace {

// By the primary key; $3 is the moment, $4 the present. An inbound message never goes backwards: one that is imported
// late does not undo a newer one. Last contact when a message is out; a new period of silence as soon as somebody has
// written it.
#define WRITE_SILENCE(silence) \
    "update @home@.leads l set silent_since = " silence ", updated_at = $4 where l.id = any($1) and l.tenant_id = $2"
#define WRITE_RECEIVED(silence)                                               \
    "update @home@.leads l set last_inbound_at = $3, silent_since = " silence \
    ", updated_at = $4 "                                                      \
    "where l.id = any($1) and l.tenant_id = $2 and (l.last_inbound_at is null or l.last_inbound_at < $3)"
#define WRITE_WRITTEN(silence)                                            \
    "update @home@.leads l set silent_since = " silence                   \
    ", updated_at = $4, last_contacted = greatest(l.last_contacted, $3) " \
    "where l.id = any($1) and l.tenant_id = $2"
#define MOMENT "$3"
#define LATER_MOMENT "greatest(coalesce(l.silent_since, l.created_at), $3)"
#define PARAMETERS INT8ARRAYOID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID
constinit pg::Statement write_silence(WRITE_SILENCE(MOMENT), PARAMETERS);
constinit pg::Statement write_received(WRITE_RECEIVED(MOMENT), PARAMETERS);
constinit pg::Statement write_written(WRITE_WRITTEN(MOMENT), PARAMETERS);
constinit pg::Statement write_silence_later(WRITE_SILENCE(LATER_MOMENT), PARAMETERS);
constinit pg::Statement write_received_later(WRITE_RECEIVED(LATER_MOMENT), PARAMETERS);
constinit pg::Statement write_written_later(WRITE_WRITTEN(LATER_MOMENT), PARAMETERS);
#undef WRITE_SILENCE
#undef WRITE_RECEIVED
#undef WRITE_WRITTEN
#undef MOMENT
#undef LATER_MOMENT
#undef PARAMETERS

#define LEFT_COLUMNS "q.id, q.tenant_id, q.lead_id, q.message_id, q.event, q.event_at, q.channel, q.booking_id"
// The beginning of the index on (run_at, id).
constinit pg::Statement left_page("select " LEFT_COLUMNS
                                  " from @home@.automation_queue q where q.run_at <= '1970-01-01 00:00:00+00' "
                                  "and q.kind = 'contact' and (q.event_at, q.id) > ($1, $2) "
                                  "order by q.event_at, q.id limit 500 for update skip locked",
                                  TIMESTAMPTZOID, INT8OID);
constinit pg::Statement left_first(
    "select from @home@.automation_queue q where q.run_at <= '1970-01-01 00:00:00+00' "
    "and q.kind = 'contact' limit 1");
// The index on (lead_id, automation_id).
constinit pg::Statement left_of_lead("select " LEFT_COLUMNS
                                     " from @home@.automation_queue q where q.lead_id = $1 and q.automation_id = 0 "
                                     "and q.tenant_id = $2 and q.kind = 'contact' order by q.event_at, q.id for update",
                                     INT8OID, TEXTOID);
#undef LEFT_COLUMNS
constinit pg::Statement remove_left("delete from @home@.automation_queue q where q.id = any($1) and q.tenant_id = $2",
                                    INT8ARRAYOID, TEXTOID);
constinit pg::Statement remove_of_message(
    "delete from @home@.automation_queue q where q.lead_id = $1 and q.automation_id = 0 and q.tenant_id = $2 "
    "and q.kind = 'contact' and q.message_id = $3",
    INT8OID, TEXTOID, INT8OID);
constinit pg::KeyedStatement leads_there(PG_SELECT_BY_KEYS("l.id, l.tenant_id", "leads", "l", "", ""));

struct StoredChange {
    core::RunKey key;
    core::LeadKey lead;
    std::optional<core::MessageId> message;
    std::string event;
    core::Instant at;
    std::string channel;
    std::optional<core::BookingId> booking;
};

StoredChange change_from(pg::Row const &row)
{
    std::string tenant = row.text(2);
    auto const message = row.opt_int8(4);
    auto const booking = row.opt_int8(8);
    return {.key = {core::RunId{row.int8(1)}, tenant},
            .lead = {core::LeadId{row.int8(3)}, tenant},
            .message = message ? std::optional(core::MessageId{*message}) : std::nullopt,
            .event = row.text(5),
            .at = row.instant(6),
            .channel = row.text(7),
            .booking = booking ? std::optional(core::BookingId{*booking}) : std::nullopt};
}

pg::Statement &statement_of(core::LeadContact contact, bool later) noexcept
{
    switch (contact) {
        case core::LeadContact::received:
            return later ? write_received_later : write_received;
        case core::LeadContact::written:
            return later ? write_written_later : write_written;
        default:
            return later ? write_silence_later : write_silence;
    }
}

void write(core::LeadContact contact, std::vector<core::LeadKey> const &leads, core::Instant at, core::Instant now,
           bool later)
{
    EngineWrite const ours;
    for (pg::Keys const &part : pg::Keys(leads).by_tenant()) {
        pg::execute(statement_of(contact, later), {part.ids(), part.tenant(), pg::Param::of(at), pg::Param::of(now)});
    }
}

/* What the lead said, where it did so in a message. */
core::NullableText words_of(StoredChange const &change)
{
    auto const message = change.message ? store::load_message(*change.message, change.lead.tenant)
                                        : std::optional<core::InboundMessage>();
    if (!message) {
        return std::nullopt;
    }
    return core::nonblank(message->body) ? message->body : message->subject;
}

/* False: somebody edits a sequence that the lead is in. */
bool make(StoredChange const &change, core::Instant now)
{
    if (auto const contact = core::lead_contact_from(change.event)) {
        write(*contact, {change.lead}, change.at, now, true);
        follow_bookings(change.lead, change.booking ? std::vector{*change.booking} : std::vector<core::BookingId>(),
                        change.at, now);
        return true;
    }
    if (change.event == left_sequences) {
        return follow_unless_edited(change.lead, now);
    }
    ConsentScope const scope(change.event, change.message);
    if (change.event == left_stop) {
        refuse({.lead = change.lead.id,
                .tenant = change.lead.tenant,
                .channel = change.channel,
                .detail = words_of(change)});
    } else if (change.event == left_start) {
        undo_opt_out(change.lead.id, change.lead.tenant, change.channel);
    } else if (change.event == left_acceptance) {
        accept_again(change.lead.id, change.lead.tenant, change.channel);
    }
    return true;
}

/* As in the user's transaction, an error of the owner's code is a WARNING, and the change is not made. */
bool make_guarded(StoredChange const &change, core::Instant now)
{
    using enum pg::TableName;
    bool made = true;
    if (pg::may_meet_own_parts({leads, automation_suppressions, activities, automation_queue})) {
        attempt([&] { made = make(change, now); });
    } else {
        made = make(change, now);
    }
    return made;
}

void remove(std::vector<core::RunKey> made)
{
    for (pg::Keys const &part : pg::Keys(std::move(made)).by_tenant()) {
        pg::execute(remove_left, {part.ids(), part.tenant()});
    }
}

}  // namespace

std::set<core::LeadKey> write_contacts(core::LeadContact contact, std::vector<ContactedLead> const &leads,
                                       core::Instant now)
{
    std::set<core::LeadKey> keys;
    for (ContactedLead const &one : leads) {
        keys.insert(one.lead);
    }
    std::set<core::LeadKey> const claimed = claim_leads({keys.begin(), keys.end()});
    // Not the time before the claim: an evaluation that had the lead meanwhile did not see the contact, which must be
    // later than the message that it wrote.
    now = std::max(now, pg::now());
    if (!claimed.empty()) {
        write(contact, {claimed.begin(), claimed.end()}, now, now, false);
    }
    std::vector<LeftChange> left;
    std::set<core::LeadKey> left_leads;
    for (ContactedLead const &one : leads) {
        if (!claimed.contains(one.lead)) {
            left.push_back(
                {.lead = one.lead, .event = core::name_of(contact), .message = one.message, .booking = one.booking});
            left_leads.insert(one.lead);
        }
    }
    leave_changes(left, now);
    return left_leads;
}

bool any_left_changes()
{
    return !pg::execute(left_first, {}).empty();
}

bool apply_left_changes(LeftChangesCursor &after, core::Instant now)
{
    constexpr std::size_t full_page = 500;
    std::vector<StoredChange> changes;
    std::vector<core::LeadKey> keys;
    for (pg::Row const row : pg::execute(left_page, {pg::Param::of(after.at), pg::Param::of(after.id)})) {
        changes.push_back(change_from(row));
        keys.push_back(changes.back().lead);
    }
    if (changes.empty()) {
        return false;
    }
    after.at = changes.back().at;
    after.id = number(changes.back().key.id);
    std::set<core::LeadKey> const claimed = claim_leads(keys);
    std::set<core::LeadKey> there;
    for (pg::Row const row : leads_there.execute(pg::Keys(std::move(keys)))) {
        there.insert(pg::key_from<core::LeadId>(row, 1));
    }
    std::vector<core::RunKey> made;
    for (StoredChange const &change : changes) {
        bool const is_there = there.contains(change.lead);
        if (is_there && (after.waiting.contains(change.lead) || !claimed.contains(change.lead))) {
            after.waiting.insert(change.lead);
            continue;
        }
        if (is_there && !make_guarded(change, now)) {
            after.waiting.insert(change.lead);
            continue;
        }
        made.push_back(change.key);
    }
    remove(std::move(made));
    return changes.size() == full_page;
}

void apply_left_changes(core::LeadKey const &lead, core::Instant now)
{
    std::vector<core::RunKey> made;
    std::vector<StoredChange> changes;
    for (pg::Row const row :
         pg::execute(left_of_lead, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant))})) {
        changes.push_back(change_from(row));
    }
    for (StoredChange const &change : changes) {
        if (make_guarded(change, now)) {
            made.push_back(change.key);
        }
    }
    remove(std::move(made));
}

void drop_left_changes(core::LeadKey const &lead, core::MessageId message)
{
    pg::execute(remove_of_message, {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant)),
                                    pg::Param::of(number(message))});
}

}  // namespace automation::enqueue
