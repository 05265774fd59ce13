/* receive.cpp — automation_receive: what a gateway has taken from a lead.
 *
 * It finds the lead and inserts the message. What the message means (an answer, a word that stops, an automatic reply)
 * is the business of the triggers on messages, so that an application that inserts by itself is treated alike.
 */
#include "core/crm/contact_address.hpp"
#include "core/inbound/inbound_kind.hpp"
#include "core/messages/provider_message_id.hpp"
#include "core/base/suggest.hpp"
#include "core/base/strings.hpp"
#include "core/automations/validate.hpp"

#include "api/messages/receive.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <array>

#include "pg/boundary/args.hpp"
#include "store/indexed_values.hpp"
#include "store/tenant_country.hpp"

namespace automation::api {
namespace {

constinit pg::Statement configured_channel(
    "select 1 from @home@.automation_channels where channel = $1 and tenant_id in ($2, '') limit 1", TEXTOID, TEXTOID);
// The unique index on inbound messages.
constinit pg::Statement same_message(
    "select m.id from @home@.messages m where m.tenant_id = $1 and m.channel = $2 and m.provider_message_id = $3 "
    "and m.direction = 'inbound' and " PG_INDEXED_MESSAGE_ID("m"),
    TEXTOID, TEXTOID, TEXTOID);
// The indexes on lower(email) and on the last digits of phone: the tenant stands outside, or its own index might be
// taken for the better one. Of several leads the one written to last on the channel, by the index on messages (lead_id,
// created_at); then the one in touch last.
#define FIND_LEAD(condition)                                                                                     \
    "with found as materialized (select l.id, l.tenant_id, l.last_contacted, l.phone::text from @home@.leads l " \
    "where " condition                                                                                           \
    ") select f.id, f.phone from found f where f.tenant_id = $1 order by (select max(coalesce(m.sent_at, "       \
    "m.created_at)) from @home@.messages m where m.lead_id = f.id and m.tenant_id = f.tenant_id "                \
    "and m.direction = 'outbound' and m.channel = $3 and not 'notice' collate \"C\" = any(m.flags) "             \
    "and m.status in ('recorded', 'sending', 'sent', 'delivered')) desc nulls last, "                            \
    "f.last_contacted desc nulls last, f.id desc"
constinit pg::Statement by_email(FIND_LEAD(PG_LOWER_EMAIL("l") " = any(array(select lower(w) from unnest($2) w)) "
                                                               "and " PG_INDEXED_ADDRESS("l.email")) " limit 1",
                                 TEXTOID, TEXTARRAYOID, TEXTOID);
constinit pg::Statement by_phone(FIND_LEAD(PG_PHONE_KEY("l") " = any($2) and " PG_INDEXED_ADDRESS("l.phone")), TEXTOID,
                                 TEXTARRAYOID, TEXTOID);
#undef FIND_LEAD
constinit pg::Statement by_id(
    "select l.id from @home@.leads l where l.tenant_id = $1 and l.id = $2::bigint union all "
    "select l.id from @home@.leads l where l.tenant_id = $1 and l.external_ids <> '{}' and l.external_ids @> "
    "pg_catalog.jsonb_build_object('merged_leads', pg_catalog.jsonb_build_array($2::bigint)) limit 1",
    TEXTOID, TEXTOID);
// Two gateways may hand on the same message at the same moment: the second waits for the first.
#define INSERT_MESSAGE                                                                                       \
    "insert into @home@.messages (lead_id, direction, channel, subject, body, status, provider_message_id, " \
    "tenant_id) "                                                                                            \
    "values ($1, 'inbound', $2, $3, $4, 'received', $5, $6)"
constinit pg::Statement insert_message(INSERT_MESSAGE " on conflict do nothing returning id", INT8OID, TEXTOID, TEXTOID,
                                       TEXTOID, TEXTOID, TEXTOID);
constinit pg::Statement insert_or_raise(INSERT_MESSAGE " returning id", INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
                                        TEXTOID);
#undef INSERT_MESSAGE

/** Of a JSON object or array; a UserError for anything else. */
core::inbound::MailHeaders headers_from(std::string const &json)
{
    if (json != "null" && !json.starts_with('{') && !json.starts_with('[')) {
        throw core::UserError("headers must be a JSON object or array", "",
                              R"(Write {"Auto-Submitted": "auto-replied"} or [["Auto-Submitted", "auto-replied"]].)");
    }
    return core::inbound::read_headers(json);
}

void check_channel(std::string const &channel, std::string const &tenant)
{
    if (core::known_channel(channel) || !pg::execute(configured_channel, {pg::Param::of(std::string_view(channel)),
                                                                          pg::Param::of(std::string_view(tenant))})
                                             .empty()) {
        return;
    }
    constexpr std::array<std::string_view, 4> known{"email", "sms", "whatsapp", "webhook"};
    throw core::UserError("unknown channel " + core::quote_value(channel), "",
                          core::hint_for(channel, known, "Write one of these, or add a row to automation_channels"));
}

std::optional<std::int64_t> first_id(pg::Rows const &rows)
{
    return rows.empty() ? std::nullopt : std::optional(rows[0].int8(1));
}

}  // namespace

std::optional<std::int64_t> find_lead(Incoming const &message, std::string const &tenant)
{
    std::string const country = store::country_of(tenant);
    auto const address = core::read_address(message.channel, message.sender, country);
    if (!address) {
        return std::nullopt;
    }
    pg::Param const tenant_param = pg::Param::of(std::string_view(tenant));
    pg::Param const value = pg::Param::of(std::string_view(address->value));
    pg::Param const channel = pg::Param::of(std::string_view(message.channel));
    switch (address->kind) {
        case core::ContactAddress::Kind::email:
            return first_id(
                pg::execute(by_email, {tenant_param, pg::text_array(core::mail_spellings(address->value)), channel}));
        case core::ContactAddress::Kind::phone:
            for (pg::Row const row :
                 pg::execute(by_phone, {tenant_param, pg::text_array(core::phone_keys(address->value)), channel})) {
                if (core::comparable_address(message.channel, row.text(2), country) == address->value) {
                    return row.int8(1);
                }
            }
            return std::nullopt;
        case core::ContactAddress::Kind::lead:
            return first_id(pg::execute(by_id, {tenant_param, value}));
    }
    return std::nullopt;
}

namespace {

std::optional<std::int64_t> known_message(Incoming const &message, std::string const &tenant)
{
    if (!message.provider_id) {
        return std::nullopt;
    }
    return first_id(pg::execute(
        same_message, {pg::Param::of(std::string_view(tenant)), pg::Param::of(std::string_view(message.channel)),
                       pg::Param::of(message.provider_id)}));
}

/* No lead has the address (any more), but whoever has it says stop, or takes that back. */
void note_unknown_speaker(Incoming const &message, std::string const &tenant)
{
    auto const kind = message.kind;
    bool const stop = kind == core::InboundKind::stop;
    auto const address = core::read_address(message.channel, message.sender, store::country_of(tenant));
    if ((!stop && kind != core::InboundKind::start) || !address || address->kind == core::ContactAddress::Kind::lead) {
        return;
    }
    enqueue::ConsentScope const scope(stop ? "stop_word" : "start_word");
    if (stop) {
        enqueue::refuse({.tenant = tenant,
                         .channel = message.channel,
                         .address = address->value,
                         .detail = core::nonblank(message.body) ? message.body : message.subject,
                         .of_the_address = true});
    } else {
        enqueue::undo_opt_out(tenant, message.channel, address->value);
    }
}

}  // namespace

std::optional<std::int64_t> receive(Session const &session, Incoming const &message)
{
    std::string const &tenant = session.tenant();
    check_channel(message.channel, tenant);
    if (auto const known = known_message(message, tenant)) {
        return known;
    }
    auto const lead = find_lead(message, tenant);
    if (!lead) {
        note_unknown_speaker(message, tenant);
        return std::nullopt;
    }
    auto const insert = [&](pg::Statement &statement) {
        enqueue::ReceivedScope const scope(core::flag_of(message.kind));
        return first_id(
            pg::execute(statement, {pg::Param::of(*lead), pg::Param::of(std::string_view(message.channel)),
                                    pg::Param::of(message.subject), pg::Param::of(message.body),
                                    pg::Param::of(message.provider_id), pg::Param::of(std::string_view(tenant))}));
    };
    if (auto const inserted = insert(insert_message)) {
        return inserted;
    }
    if (auto const known = known_message(message, tenant)) {
        return known;
    }
    // In conflict with something else, such as a row whose id was given. The next id may be free; else an error says
    // so.
    return insert(insert_or_raise);
}

namespace {

core::NullableText opt_text(pg::Args const &args, int i)
{
    return args.given(i) ? core::NullableText(args.text(i, "")) : std::nullopt;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_receive)
{
    Incoming message;
    message.channel = core::channel_name(args.text(0, "channel"));
    message.sender = args.text(1, "sender");
    message.body = opt_text(args, 2);
    message.subject = opt_text(args, 3);
    message.provider_id = opt_text(args, 4);
    if (core::nonblank(message.provider_id)) {
        message.provider_id = core::stored_message_id(message.channel, *message.provider_id);
    } else {
        message.provider_id.reset();
    }
    message.kind =
        core::inbound_kind(message.channel, message.subject, message.body,
                           args.given(5) ? headers_from(args.jsonb(5, "headers")) : core::inbound::MailHeaders());
    std::optional<std::int64_t> id;
    {
        Session const session(pg::AccessLevel::app);
        id = receive(session, message);
    }
    return id ? Int64GetDatum(*id) : args.null();
}
