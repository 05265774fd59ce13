/* approval.cpp — automation_approve, reject and retry: a person decides about a message.
 *
 * Everything is looked at again first: while a message waited, the lead may have said no or the booking may be off.
 */
#include "api/messages/locked_message.hpp"
#include "api/session.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "engine/runs/lead_updates.hpp"
#include "engine/runs/statistics.hpp"

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"

namespace automation::api {
namespace {

/* No channel is configured: the record is the result, and the lead counts as contacted, except by a notice. */
void record(LockedMessage const &message, bool notice)
{
    set_status(message, "recorded", std::nullopt);
    if (!notice) {
        engine::move_last_contacted({{message.lead, message.tenant}}, pg::now());
    }
    if (message.automation) {
        engine::append_sent(*message.automation, message.tenant, 1, pg::now());
    }
}

std::string cancel(LockedMessage const &message, core::Decision const &decision)
{
    bool const blocked = decision.verdict == core::Verdict::block;
    set_status(message, "cancelled", decision.detail);
    insert_activity(message, blocked ? "automation_blocked" : "automation_skipped",
                    "an approved message was cancelled: " + decision.detail, decision.reason, decision.detail);
    return "cancelled";
}

[[noreturn]] void cannot_go(core::MessageId id, std::string const &why, char const *hint)
{
    throw core::UserError(core::ErrorCode::wrong_state,
                          "message " + std::to_string(number(id)) + " cannot be sent: " + why, "", hint);
}

/* What a lead wrote is rejected as everything that is held, and never sent. */
void require_sendable(LockedMessage const &message)
{
    if (message.inbound) {
        cannot_go(message.id, "it is inbound", "Only outbound messages are sent.");
    }
    if (message.lead_changed) {
        cannot_go(message.id, "an automation wrote it for another lead, and it was given to this one later",
                  "Trigger the automation for this lead, or write the message yourself. If its text is right, remove "
                  "'lead_changed' from its flags.");
    }
}

std::string approve(Session const &session, core::MessageId id)
{
    LockedMessage const message = lock_message(session, id, "held", "approved");
    require_sendable(message);
    SendCheck const check = check_sending(message, true);
    core::Decision const &decision = check.decision;
    if (decision.verdict == core::Verdict::skip || decision.verdict == core::Verdict::block) {
        return cancel(message, decision);
    }
    insert_activity(message, "message_approved", "a held message was approved", core::Reason::approved, "");
    if (!check.recipient) {
        record(message, check.notice);
        return "recorded";
    }
    queue_message(message, *check.recipient, decision.until.value_or(pg::now()), check.anchor);
    return "queued";
}

std::string reject(Session const &session, core::MessageId id, std::string const &reason)
{
    LockedMessage const message = lock_message(session, id, "held", "rejected");
    std::string const why = reason.empty() ? "rejected" : "rejected: " + reason;
    set_status(message, "cancelled", why);
    insert_activity(message, "automation_blocked", "a held message was " + why, core::Reason::rejected, reason);
    return "cancelled";
}

std::string retry(Session const &session, core::MessageId id)
{
    LockedMessage const message = lock_message(session, id, "failed", "retried");
    require_sendable(message);
    SendCheck const check = check_sending(message, false);
    core::Decision const &decision = check.decision;
    if (!check.channel_configured) {
        cannot_go(id, "no channel " + message.channel + " is configured", "Add a row to automation_channels.");
    }
    if (decision.verdict == core::Verdict::skip || decision.verdict == core::Verdict::block) {
        cannot_go(id, decision.detail,
                  decision.reason == core::Reason::no_recipient
                      ? "Correct the address of the lead or message, or delete its row in automation_suppressions."
                      : "Nothing was changed.");
    }
    insert_activity(message, "message_retried", "a failed message was queued again", core::Reason::retried, "");
    queue_message(message, *check.recipient, decision.until.value_or(pg::now()), check.anchor);
    return "queued";
}

/* The session's memory goes with it: the result is made behind its end. */
template <class Decide>
Datum result_of(Decide const &decide)
{
    std::string word;
    {
        Session const session;
        word = decide(session);
    }
    return pg::text_datum(word);
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_approve)
{
    core::MessageId const id{args.integer(0, "message_id")};
    enqueue::EngineWrite const ours;
    return result_of([&](Session const &session) { return approve(session, id); });
}

PG_CPP_FUNCTION(automation_reject)
{
    core::MessageId const id{args.integer(0, "message_id")};
    std::string const reason = args.given(1) ? args.text(1, "reason") : "";
    return result_of([&](Session const &session) { return reject(session, id, reason); });
}

PG_CPP_FUNCTION(automation_retry)
{
    core::MessageId const id{args.integer(0, "message_id")};
    enqueue::EngineWrite const ours;  // the recipient of the last attempt is not one that the application sets
    return result_of([&](Session const &session) { return retry(session, id); });
}
