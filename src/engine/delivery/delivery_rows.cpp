#include "engine/delivery/delivery_rows.hpp"

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/keys.hpp"

namespace automation::engine {

namespace {

constinit pg::Statement channels(
    "select id, tenant_id, channel, provider, settings::text, rate_per_minute, enabled, paused_reason "
    "from @home@.automation_channels order by id");
constinit pg::Statement pause(
    "update @home@.automation_channels set paused_reason = $3 where id = $1 and tenant_id = $2 and id = any(array("
    "select id from @home@.automation_channels where id = $1 and tenant_id = $2 for no key update skip locked))",
    INT8OID, TEXTOID, TEXTOID);
// By the primary key. What people wrote to the business is never sent to them.
constinit pg::KeyedStatement lock(
    PG_SELECT_BY_KEYS("m.id, m.tenant_id, m.status, m.recipient, m.subject, m.body, m.created_at, "
                      "'maybe_duplicate' = any(m.flags), 'recipient_set' = any(m.flags), "
                      "coalesce(m.automation_id is not null and m.origin <> 'manual', false), m.lead_id, "
                      "coalesce(m.origin = 'builtin', false), 'notice' collate \"C\" = any(m.flags)",
                      "messages", "m", " and m.direction = 'outbound'", "for no key update skip locked"));
constinit pg::KeyedStatement there(PG_SELECT_BY_KEYS("m.id, m.tenant_id", "messages", "m",
                                                     " and m.direction = 'outbound'", ""));
// By the index on (lead_id, created_at).
constinit pg::Statement wrote_last(
    "select due.id, due.tenant_id, max(m.created_at) from unnest($1, $2) as due (id, tenant_id) join @home@.messages m "
    "on m.lead_id = due.id and m.tenant_id = due.tenant_id where m.direction = 'inbound' and m.channel = $3 "
    "and m.created_at > $4 group by due.id, due.tenant_id",
    INT8ARRAYOID, TEXTARRAYOID, TEXTOID, TIMESTAMPTZOID);
// By the primary key, one at a time: these are as many as connections. A report of the provider's may have come before
// its answer was written down.
constinit pg::Statement change(
    "update @home@.messages m set status = $3, recipient = coalesce($4, m.recipient), error = $5, "
    "provider_message_id = coalesce($6, m.provider_message_id), attempts = m.attempts + $7, "
    "sent_at = case when $3 = 'sent' then $9 else m.sent_at end, "
    "flags = array_remove(m.flags, case when not $10 then 'notice' end) "
    "|| case when $8 and not 'maybe_duplicate' = any(m.flags) then '{maybe_duplicate}'::text[] else '{}' end "
    "|| case when $10 then '{notice}'::text[] else '{}' end, "
    "updated_at = $9 where m.id = $1 and m.tenant_id = $2 and (m.status in ('queued', 'sending') "
    "or (m.status = 'cancelled' and $3 = 'sent'))",
    INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT4OID, BOOLOID, TIMESTAMPTZOID, BOOLOID);

}  // namespace

std::vector<ChannelRow> read_channels()
{
    std::vector<ChannelRow> rows;
    for (pg::Row const row : pg::execute(channels)) {
        ChannelRow channel;
        channel.id = core::ChannelId{row.int8(1)};
        channel.tenant = row.text(2);
        channel.channel = row.text(3);
        channel.provider = row.text(4);
        channel.settings = row.text(5);
        channel.rate_per_minute = row.null(6) ? std::nullopt : std::optional(row.int4(6));
        channel.enabled = row.boolean(7);
        channel.paused_reason = row.opt_text(8);
        rows.push_back(std::move(channel));
    }
    return rows;
}

void pause_channel(ChannelRow const &channel, std::string const &why)
{
    pg::execute(pause, {pg::Param::of(number(channel.id)), pg::Param::of(std::string_view(channel.tenant)),
                        pg::Param::of(std::string_view(why))});
}

std::unordered_map<MessageKey, StoredMessage> lock_messages(std::vector<MessageKey> const &keys)
{
    std::unordered_map<MessageKey, StoredMessage> messages;
    for (pg::Row const row : lock.execute(pg::Keys(keys))) {
        messages.emplace(pg::key_from<core::MessageId>(row, 1),
                         StoredMessage{row.text(3), row.opt_text(4), row.opt_text(5), row.text(6), row.instant(7),
                                       row.boolean(8), row.boolean(9), row.boolean(10), core::LeadId{row.int8(11)},
                                       row.boolean(12), row.boolean(13)});
    }
    return messages;
}

std::unordered_set<MessageKey> messages_there(std::vector<MessageKey> const &keys)
{
    std::unordered_set<MessageKey> found;
    for (pg::Row const row : there.execute(pg::Keys(keys))) {
        found.insert(pg::key_from<core::MessageId>(row, 1));
    }
    return found;
}

std::unordered_map<core::LeadKey, core::Instant> last_written(std::vector<core::LeadKey> const &leads,
                                                              std::string_view channel, core::Instant since)
{
    std::unordered_map<core::LeadKey, core::Instant> found;
    pg::Keys const keys(leads);
    for (pg::Row const row :
         pg::execute(wrote_last, {keys.ids(), keys.tenants(), pg::Param::of(channel), pg::Param::of(since)})) {
        found.emplace(pg::key_from<core::LeadId>(row, 1), row.instant(3));
    }
    return found;
}

void change_messages(std::vector<MessageChange> const &changes, core::Instant now)
{
    for (MessageChange const &one : changes) {
        pg::execute(change, {pg::Param::of(number(one.key.id)), pg::Param::of(std::string_view(one.key.tenant)),
                             pg::Param::of(std::string_view(one.status)), pg::Param::of(one.recipient),
                             pg::Param::of(one.error), pg::Param::of(one.provider_message_id),
                             pg::Param(Int32GetDatum(one.attempts)), pg::Param::of(one.maybe_sent), pg::Param::of(now),
                             one.notice ? pg::Param::of(*one.notice) : pg::Param(std::nullopt)});
    }
}

}  // namespace automation::engine
