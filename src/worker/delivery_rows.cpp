#include "worker/delivery_rows.hpp"

#include <unordered_set>

#include "pg/home.hpp"
#include "pg/spi.hpp"

namespace automation::worker {

namespace {

constinit pg::Statement channels(
    "select id, tenant_id, channel, provider, settings::text, rate_per_minute, enabled, paused_reason "
    "from @home@.automation_channels order by id");
constinit pg::Statement pause(
    "update @home@.automation_channels set paused_reason = $3 where id = $1 and tenant_id = $2 and id = any(array("
    "select id from @home@.automation_channels where id = $1 and tenant_id = $2 for no key update skip locked))",
    INT8OID, TEXTOID, TEXTOID);
// By the primary key.
constinit pg::Statement lock(
    "select m.id, m.status, m.recipient, m.subject, m.body, m.created_at, 'maybe_duplicate' = any(m.flags) "
    "from @home@.messages m where m.id = any($1) and m.tenant_id = any($2) for no key update skip locked",
    INT8ARRAYOID, TEXTARRAYOID);
constinit pg::Statement there(
    "select m.id from unnest($1, $2) as due (id, tenant_id) join @home@.messages m on m.id = due.id "
    "and m.tenant_id = due.tenant_id",
    INT8ARRAYOID, TEXTARRAYOID);
// By the index on (lead_id, created_at).
constinit pg::Statement wrote_last(
    "select due.id, max(m.created_at) from unnest($1, $2) as due (id, tenant_id) join @home@.messages m "
    "on m.lead_id = due.id and m.tenant_id = due.tenant_id where m.direction = 'inbound' and m.channel = $3 "
    "and m.created_at > $4 group by due.id",
    INT8ARRAYOID, TEXTARRAYOID, TEXTOID, TIMESTAMPTZOID);
// A report of the provider's may have come before its answer was written down.
constinit pg::Statement change(
    "update @home@.messages m set status = d.status, recipient = coalesce(d.recipient, m.recipient), error = d.error, "
    "provider_message_id = coalesce(d.provider_message_id, m.provider_message_id), "
    "attempts = m.attempts + d.attempts::integer, sent_at = case when d.status = 'sent' then $9 else m.sent_at end, "
    "flags = case when d.in_doubt = 1 and not 'maybe_duplicate' = any(m.flags) "
    "then m.flags || 'maybe_duplicate'::text else m.flags end, updated_at = $9 "
    "from unnest($1, $2, $3, $4, $5, $6, $7, $8) as d (id, tenant_id, status, recipient, error, provider_message_id, "
    "attempts, in_doubt) where m.id = d.id and m.tenant_id = d.tenant_id and (m.status in ('queued', 'sending') "
    "or (m.status = 'cancelled' and d.status = 'sent')) "
    "and m.id = any(array(select l.id from @home@.messages l where l.id = any($1) for no key update skip locked)) "
    "returning m.id",
    INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, INT8ARRAYOID, INT8ARRAYOID,
    TIMESTAMPTZOID);
constinit pg::Statement stories_of(
    "insert into @home@.activities (type, description, details, lead_id, automation_id, message_id, booking_id, "
    "tenant_id, created_at) select type, description, details::jsonb, lead_id, automation_id, message_id, booking_id, "
    "tenant_id, $9 from unnest($1, $2, $3, $4, $5, $6, $7, $8) as s (type, description, details, lead_id, "
    "automation_id, message_id, booking_id, tenant_id)",
    TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID,
    TIMESTAMPTZOID);
template <class Id>
std::optional<std::int64_t> maybe(std::optional<Id> id)
{
    return id ? std::optional(number(*id)) : std::nullopt;
}

}  // namespace

std::vector<ChannelRow> read_channels()
{
    std::vector<ChannelRow> rows;
    for (pg::Row const row : pg::execute(channels)) {
        ChannelRow channel;
        channel.id = row.integer(1);
        channel.tenant = row.text(2);
        channel.channel = row.text(3);
        channel.provider = row.text(4);
        channel.settings = row.text(5);
        channel.rate_per_minute = row.null(6) ? std::nullopt : std::optional(row.small(6));
        channel.enabled = row.truth(7);
        channel.paused_reason = row.maybe_text(8);
        rows.push_back(std::move(channel));
    }
    return rows;
}

void pause_channel(ChannelRow const &channel, std::string const &why)
{
    pg::execute(pause, {pg::Param::of(channel.id), pg::Param::of(std::string_view(channel.tenant)),
                        pg::Param::of(std::string_view(why))});
}

std::unordered_map<core::MessageId, StoredMessage> lock_messages(std::vector<std::int64_t> const &ids,
                                                                 std::vector<std::string> const &tenants)
{
    std::unordered_map<core::MessageId, StoredMessage> messages;
    for (pg::Row const row : pg::execute(lock, {pg::int8_array(ids), pg::text_array(tenants)})) {
        core::MessageId const id{row.integer(1)};
        messages.emplace(id, StoredMessage{id, row.text(2), row.maybe_text(3), row.maybe_text(4), row.text(5),
                                           row.instant(6), row.truth(7)});
    }
    return messages;
}

std::vector<core::MessageId> messages_there(std::vector<std::int64_t> const &ids,
                                            std::vector<std::string> const &tenants)
{
    std::vector<core::MessageId> found;
    for (pg::Row const row : pg::execute(there, {pg::int8_array(ids), pg::text_array(tenants)})) {
        found.push_back(core::MessageId{row.integer(1)});
    }
    return found;
}

std::unordered_map<core::LeadId, core::Instant> last_written(std::vector<std::int64_t> const &leads,
                                                             std::vector<std::string> const &tenants,
                                                             std::string_view channel, core::Instant since)
{
    std::unordered_map<core::LeadId, core::Instant> found;
    for (pg::Row const row : pg::execute(wrote_last, {pg::int8_array(leads), pg::text_array(tenants),
                                                      pg::Param::of(channel), pg::Param::of(since)})) {
        found.emplace(core::LeadId{row.integer(1)}, row.instant(2));
    }
    return found;
}

std::vector<bool> change_messages(std::vector<MessageChange> const &changes, core::Instant now)
{
    std::vector<bool> written(changes.size());
    if (changes.empty()) {
        return written;
    }
    std::vector<std::int64_t> ids, attempts, doubts;
    std::vector<std::string> tenants, statuses;
    std::vector<std::optional<std::string>> recipients, errors, provider_ids;
    for (MessageChange const &one : changes) {
        ids.push_back(number(one.id));
        tenants.push_back(one.tenant);
        statuses.push_back(one.status);
        recipients.push_back(one.recipient);
        errors.push_back(one.error);
        provider_ids.push_back(one.provider_message_id);
        attempts.push_back(one.attempts);
        doubts.push_back(one.in_doubt ? 1 : 0);
    }
    std::unordered_set<std::int64_t> found;
    for (pg::Row const row :
         pg::execute(change, {pg::int8_array(ids), pg::text_array(tenants), pg::text_array(statuses),
                              pg::text_array(recipients), pg::text_array(errors), pg::text_array(provider_ids),
                              pg::int8_array(attempts), pg::int8_array(doubts), pg::Param::of(now)})) {
        found.insert(row.integer(1));
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        written[i] = found.contains(ids[i]);
    }
    return written;
}

void write_delivery_stories(std::vector<DeliveryStory> const &stories, core::Instant now)
{
    if (stories.empty()) {
        return;
    }
    std::vector<std::string> types, descriptions, details, tenants;
    std::vector<std::int64_t> leads, messages;
    std::vector<std::optional<std::int64_t>> automations, bookings;
    for (DeliveryStory const &story : stories) {
        types.emplace_back(story.type);
        descriptions.push_back(story.description);
        details.push_back(story.details);
        leads.push_back(number(story.lead));
        automations.push_back(maybe(story.automation));
        messages.push_back(number(story.message));
        bookings.push_back(maybe(story.booking));
        tenants.push_back(story.tenant);
    }
    pg::execute(stories_of, {pg::text_array(types), pg::text_array(descriptions), pg::text_array(details),
                             pg::int8_array(leads), pg::int8_array(automations), pg::int8_array(messages),
                             pg::int8_array(bookings), pg::text_array(tenants), pg::Param::of(now)});
}

}  // namespace automation::worker
