/* receive_mail.cpp — automation_receive_mail: a mail as a mail server received it. Reports about our own mails are
 * delivery reports; everything else is a message of a lead.
 */
#include "core/base/strings.hpp"
#include "core/crm/contact_address.hpp"
#include "core/crm/mail_address.hpp"
#include "core/mail/raw_mail.hpp"
#include "core/messages/idempotency_key.hpp"
#include "core/messages/provider_message_id.hpp"

#include "api/messages/delivery_report.hpp"
#include "api/messages/receive.hpp"
#include "api/session.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/write_context/write_context.hpp"

#include "pg/boundary/args.hpp"
#include "pg/extension/added_columns.hpp"
#include "pg/time/clock.hpp"
#include "store/indexed_values.hpp"
#include "store/unsubscribe.hpp"

namespace automation::api {
namespace {

constexpr std::string_view email = "email";

// The index on lower(email), then on (lead_id, created_at).
#define HAS_ADDRESS \
    PG_LOWER_EMAIL("l") " = any(array(select lower(w) from unnest($2) w)) and " PG_INDEXED_ADDRESS("l.email")
constinit pg::Statement messages_to(
    "select m.id, m.created_at from @home@.leads l join @home@.messages m on m.lead_id = l.id "
    "and m.tenant_id = l.tenant_id where " HAS_ADDRESS
    " and l.tenant_id = $1 and m.direction = 'outbound' and "
    "m.channel = 'email' and m.status in ('sending', 'sent', 'delivered', 'failed') and m.created_at > $3 "
    "order by m.id desc limit 200",
    TEXTOID, TEXTARRAYOID, TIMESTAMPTZOID);
#undef HAS_ADDRESS
// Of notices, whose recipients are in no row of leads: the indexes on automations (tenant_id, trigger), then on
// messages (automation_id, created_at).
constinit pg::Statement notices_to(
    "select m.id, m.created_at from @home@.automations a join @home@.messages m on m.automation_id = a.id "
    "and m.tenant_id = a.tenant_id where a.tenant_id = $1 and " PG_ADDED_COLUMN("a", "to")
    " is not null and m.direction = 'outbound' and m.channel = 'email' and m.status in ('recorded', 'sent', "
    "'delivered') and m.created_at > $3 and 'notice' collate \"C\" = any(m.flags) "
    "and lower(m.recipient::text) = any(array(select lower(w) from unnest($2) w)) order by m.id desc limit 200",
    TEXTOID, TEXTARRAYOID, TIMESTAMPTZOID);

/* Only this installation can have made the Message-ID: a report that names it is about that message. */
std::optional<core::MessageId> find_by_key(core::mail::MailReport const &report, std::string const &tenant)
{
    std::string const secret = store::installation_secret();
    if (secret.empty() || report.message_id.empty() || report.recipient.empty()) {
        return std::nullopt;
    }
    core::Instant const long_ago = pg::now() - std::chrono::days(90);
    for (pg::Statement *const sent : {&messages_to, &notices_to}) {
        for (pg::Row const row :
             pg::execute(*sent, {pg::Param::of(std::string_view(tenant)),
                                 pg::text_array(core::mail_spellings(report.recipient)), pg::Param::of(long_ago)})) {
            core::MessageId const id{row.int8(1)};
            if (report.message_id.starts_with(core::message_key(secret, tenant, id, row.instant(2)) + "@")) {
                return id;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> note_about_message(Session const &session, core::mail::MailReport const &report,
                                               channels::ReceiptStatus receipt, std::string const &why)
{
    if (auto const id = find_by_key(report, session.tenant())) {
        return note_report(*id, session.tenant(), std::string(email), receipt, why);
    }
    // Providers that give mails an id of their own use it as the Message-ID, or what stands in front of its @.
    for (std::string const &id : {report.message_id, report.message_id.substr(0, report.message_id.find('@'))}) {
        if (id.empty()) {
            continue;
        }
        if (auto const found =
                note_report(session, std::string(email), core::stored_message_id(email, id), receipt, why)) {
            return found;
        }
    }
    return std::nullopt;
}

bool is_complaint(std::string_view feedback)
{
    return feedback.empty() || feedback == "abuse" || feedback == "fraud" || feedback == "opt-out" ||
           feedback == "opt-out-list" || feedback == "other";
}

Incoming incoming(std::string sender)
{
    Incoming message;
    message.channel = std::string(email);
    message.sender = std::move(sender);
    return message;
}

/* A complaint stands even where the mail that it is about is not known: nobody who complains is written to. */
void refuse_at_address(std::string const &recipient, std::string const &tenant, std::string const &why)
{
    auto const lead = find_lead(incoming(recipient), tenant);
    enqueue::ConsentScope const scope("provider");
    enqueue::refuse({.lead = core::LeadId{lead.value_or(0)},
                     .tenant = tenant,
                     .channel = std::string(email),
                     .address = recipient,
                     .detail = why,
                     .of_the_address = !lead});
}

std::optional<std::int64_t> note_complaint(Session const &session, core::mail::MailReport const &report)
{
    if (!is_complaint(report.action)) {
        return std::nullopt;
    }
    std::string const why = "complaint: " + (report.action.empty() ? "abuse" : report.action);
    auto const id = note_about_message(session, report, channels::ReceiptStatus::opted_out, why);
    if (!id && core::usable_mail_address(report.recipient)) {
        refuse_at_address(report.recipient, session.tenant(), why);
    }
    return id;
}

/* What a mail server says of a mail of ours, if it says so for good. */
std::optional<std::int64_t> note_delivery(Session const &session, core::mail::MailReport const &report)
{
    bool const failed = report.action == "failed";
    if (!failed && report.action != "delivered") {
        return std::nullopt;
    }
    std::string const detail = core::sanitized(report.status + " " + report.diagnostic);
    return note_about_message(session, report, channels::read_delivery_report(report.action, detail),
                              report.action + ": " + detail);
}

std::optional<std::int64_t> receive_mail(core::mail::RawMail mail)
{
    Session const session(pg::AccessLevel::app);
    if (mail.report) {
        enqueue::EngineWrite const ours;
        return mail.report->complaint ? note_complaint(session, *mail.report) : note_delivery(session, *mail.report);
    }
    Incoming message = incoming(std::move(mail.sender));
    message.subject = std::move(mail.subject);
    message.body = std::move(mail.text);
    if (mail.message_id) {
        message.provider_id = core::stored_message_id(email, *mail.message_id);
    }
    message.kind = core::inbound_kind(email, message.subject, message.body, mail.headers);
    return receive(session, message);
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_receive_mail)
{
    auto const id = receive_mail(core::mail::read_mail(args.text(0, "raw")));
    return id ? Int64GetDatum(*id) : args.null();
}
