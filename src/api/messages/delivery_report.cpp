/* delivery_report.cpp — automation_delivery_report: what a provider says later of a message that it took. */
#include "core/decisions/recipient.hpp"
#include "core/messages/provider_message_id.hpp"
#include "channels/common/delivery_report.hpp"
#include "core/json/json.hpp"
#include "core/base/strings.hpp"
#include "core/automations/validate.hpp"

#include "api/messages/delivery_report.hpp"
#include "api/messages/soft_bounces.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <utility>

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "store/activities.hpp"
#include "store/indexed_values.hpp"
#include "store/lead_store.hpp"
#include "store/suppressions.hpp"

namespace automation::api {
namespace {

// The partial index on provider_message_id. Ids are the provider's own: two messages of a tenant never share one.
constinit pg::Statement find_message(
    "select m.id, m.tenant_id, m.lead_id, $3 is null and exists (select from @home@.messages o "
    "where o.provider_message_id = $1 and o.channel = $2 and o.direction = 'outbound' and " PG_INDEXED_MESSAGE_ID(
        "o") " and o.tenant_id <> m.tenant_id) "
    "from @home@.messages m where m.provider_message_id = $1 and m.channel = $2 "
    "and m.direction = 'outbound' and " PG_INDEXED_MESSAGE_ID("m") " and ($3 is null or m.tenant_id = $3) "
    "order by m.id desc limit 1",
    TEXTOID, TEXTOID, TEXTOID);
constinit pg::Statement lead_of("select m.lead_id from @home@.messages m where m.id = $1 and m.tenant_id = $2", INT8OID,
                                TEXTOID);
constinit pg::Statement lock_message(
    "select m.status, m.recipient, m.automation_id, m.booking_id, "
    "coalesce(m.flags && '{recipient_set,notice}', false) from "
    "@home@.messages m where m.id = $1 "
    "and m.tenant_id = $2 for no key update",
    INT8OID, TEXTOID);
constinit pg::Statement set_status(
    "update @home@.messages set status = $3, error = $4, updated_at = $5 where id = $1 and tenant_id = $2", INT8OID,
    TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID);

struct Reported {
    std::int64_t id = 0;
    std::int64_t lead = 0;
    std::string tenant;
    std::string channel;
    std::string status;
    core::NullableText recipient;
    std::optional<std::int64_t> automation, booking;
    bool other_recipient = false;  ///< set by an application, or of a notice to somebody of the business
};

/* Waits for a lock of the lead, then of the message. */
std::optional<Reported> lock(Reported message)
{
    pg::Param const tenant = pg::Param::of(std::string_view(message.tenant));
    store::hold_lead(core::LeadId{message.lead}, message.tenant);
    auto const row = pg::execute(lock_message, {pg::Param::of(message.id), tenant});
    if (row.empty()) {
        return std::nullopt;
    }
    message.status = row[0].text(1);
    message.recipient = row[0].opt_text(2);
    message.automation = row[0].opt_int8(3);
    message.booking = row[0].opt_int8(4);
    message.other_recipient = row[0].boolean(5);
    return message;
}

std::optional<Reported> find(Session const &session, std::string const &channel, std::string const &provider_id)
{
    auto const rows =
        pg::execute(find_message, {pg::Param::of(std::string_view(provider_id)),
                                   pg::Param::of(std::string_view(channel)), pg::Param::of(session.only_tenant())});
    if (rows.empty()) {
        return std::nullopt;
    }
    if (rows[0].boolean(4)) {
        several_tenants_have("a message \"" + provider_id + "\"");
    }
    Reported message;
    message.id = rows[0].int8(1);
    message.tenant = rows[0].text(2);
    message.lead = rows[0].int8(3);
    message.channel = channel;
    return lock(std::move(message));
}

void move_to(Reported const &message, std::string_view status, core::NullableText const &error)
{
    pg::execute(set_status, {pg::Param::of(message.id), pg::Param::of(std::string_view(message.tenant)),
                             pg::Param::of(status), pg::Param::of(error), pg::Param::of(pg::now())});
}

void fail(Reported const &message, std::string const &reason, std::string const &why)
{
    move_to(message, "failed", why);
    core::json::Value details{{"message_id", message.id}, {"reason", reason}, {"detail", why}};
    if (message.automation) {
        details["automation_id"] = *message.automation;
    }
    store::insert_activity(
        {.type = "message_failed",
         .description = "the message was not delivered: " + why,
         .details = core::json::dump(details),
         .lead = core::LeadId{message.lead},
         .automation = message.automation ? std::optional(core::AutomationId{*message.automation}) : std::nullopt,
         .message = core::MessageId{message.id},
         .booking = message.booking ? std::optional(core::BookingId{*message.booking}) : std::nullopt,
         .tenant = message.tenant},
        pg::now());
}

/* An address that an application gave, or that a notice went to, may be somebody else's than the lead's. */
bool concerns_lead(Reported const &message)
{
    if ((message.automation && !message.other_recipient) || !message.recipient) {
        return true;
    }
    auto const lead = store::load_lead(core::LeadId{message.lead}, message.tenant);
    return lead && core::is_address_of(*lead, message.channel, *message.recipient);
}

void refuse_channel(Reported const &message, std::string const &why)
{
    enqueue::ConsentScope const scope("provider", core::MessageId{message.id});
    enqueue::refuse({.lead = core::LeadId{message.lead},
                     .tenant = message.tenant,
                     .channel = message.channel,
                     .address = message.recipient,
                     .detail = why,
                     .of_the_address = !concerns_lead(message)});
}

/* An address that takes no messages time and again is no better than one that is gone. */
void note_soft_bounce(Reported const &message, std::string const &why)
{
    if (!message.recipient) {
        return;
    }
    SoftBounce const bounce{.message = core::MessageId{message.id},
                            .lead = {core::LeadId{message.lead}, message.tenant},
                            .channel = message.channel,
                            .recipient = *message.recipient};
    if (count_soft_bounce(bounce, why) >= most_soft_bounces) {
        store::suppress({message.tenant, message.channel, *message.recipient},
                        std::to_string(most_soft_bounces) + " soft bounces in 30 days; the last: " + why);
    }
}

/* Reports come late, twice and in any order: each moves the message forward or not at all. */
void note(Reported const &message, channels::ReceiptStatus receipt, std::string const &why)
{
    bool const accepted = message.status == "sent" || message.status == "sending";
    switch (receipt) {
        case channels::ReceiptStatus::under_way:
            return;
        case channels::ReceiptStatus::delivered:
            if (accepted) {
                move_to(message, "delivered", std::nullopt);
            }
            return;
        case channels::ReceiptStatus::failed:
            if (accepted) {
                fail(message, "error", why);
            }
            return;
        case channels::ReceiptStatus::soft_bounce:
            note_soft_bounce(message, why);
            return;
        case channels::ReceiptStatus::soft_failure:
            if (accepted) {
                fail(message, "error", why);
            }
            note_soft_bounce(message, why);
            return;
        case channels::ReceiptStatus::bad_address:
            if (message.recipient) {
                store::suppress({message.tenant, message.channel, *message.recipient}, why);
            }
            // Mail may bounce long after the first server took it.
            if (accepted || message.status == "delivered") {
                fail(message, "bad_address", why);
            }
            return;
        case channels::ReceiptStatus::turned_away:
            if (accepted) {
                fail(message, "opted_out", why);
            }
            refuse_channel(message, why);
            return;
        case channels::ReceiptStatus::opted_out:
            refuse_channel(message, why);
            return;
    }
}

/* Of what people read: one line. */
std::string shown(std::string const &why)
{
    constexpr std::size_t longest = 300;
    return core::sanitized(core::truncated(why, longest));
}

}  // namespace

std::optional<std::int64_t> note_report(Session const &session, std::string const &channel,
                                        std::string const &provider_id, channels::ReceiptStatus receipt,
                                        std::string const &why)
{
    auto const message = find(session, channel, provider_id);
    if (!message) {
        return std::nullopt;
    }
    note(*message, receipt, shown(why));
    return message->id;
}

std::optional<std::int64_t> note_report(core::MessageId id, std::string const &tenant, std::string const &channel,
                                        channels::ReceiptStatus receipt, std::string const &why)
{
    auto const rows = pg::execute(lead_of, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant))});
    if (rows.empty()) {
        return std::nullopt;
    }
    Reported message;
    message.id = number(id);
    message.tenant = tenant;
    message.lead = rows[0].int8(1);
    message.channel = channel;
    auto const locked = lock(std::move(message));
    if (!locked) {
        return std::nullopt;
    }
    note(*locked, receipt, shown(why));
    return locked->id;
}

}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_delivery_report)
{
    std::string const channel = core::channel_name(args.text(0, "channel"));
    std::string const provider_id = core::stored_message_id(channel, args.text(1, "provider_message_id"));
    std::string const status = args.text(2, "status");
    core::NullableText const detail = args.given(3) ? core::NullableText(args.text(3, "detail")) : std::nullopt;
    channels::ReceiptStatus const receipt = channels::read_delivery_report(status, detail);
    Session const session(pg::AccessLevel::app);
    enqueue::EngineWrite const ours;
    std::string const why = detail && !core::is_blank(*detail) ? status + ": " + *detail : status;
    auto const id = note_report(session, channel, provider_id, receipt, why);
    return id ? Int64GetDatum(*id) : args.null();
}
