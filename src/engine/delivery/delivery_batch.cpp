#include "engine/sequences/step_evaluation.hpp"
#include "engine/delivery/delivery_batch.hpp"

#include "core/crm/opt_out_list.hpp"
#include "core/crm/contact_address.hpp"
#include "core/messages/idempotency_key.hpp"
#include "core/crm/subject_language.hpp"
#include "core/crm/text_language.hpp"
#include "core/messages/unsubscribe_token.hpp"
#include "enqueue/timed/reruns.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "engine/delivery/delivery_activity.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include "store/lead_store.hpp"
#include "store/unsubscribe.hpp"

namespace automation::engine {

namespace {

// By the primary key.
constinit pg::Statement change_lead(
    "update @home@.automation_queue q set lead_id = $3, context = case when q.automation_id = 0 then q.context "
    "else coalesce(q.context, '{}') || '{\"lead_changed\": true}' end where q.tenant_id = $2 and q.id = any(array("
    "select k.id from @home@.automation_queue k where k.id = $1 and k.tenant_id = $2 for no key update skip locked))",
    INT8OID, TEXTOID, INT8OID);

bool is_transactional(core::Automation const *automation)
{
    return automation != nullptr &&
           (automation->type == core::Type::booking_reminder || automation->type == core::Type::confirmation);
}

/* What its row has to say of it from now on; nothing where it says so already. */
std::optional<bool> changed_notice(StoredMessage const &message, ClaimedDelivery const &claimed)
{
    bool const notice = claimed.delivery.notice;
    return message.notice == notice ? std::nullopt : std::optional(notice);
}

std::vector<MessageKey> messages_of(std::vector<QueueRow> const &rows)
{
    std::vector<MessageKey> keys;
    for (QueueRow const &row : rows) {
        keys.push_back(row.run.message_key());
    }
    return keys;
}

}  // namespace

ClaimResult DeliveryBatch::work(std::vector<QueueRow> rows)
{
    rows_ = std::move(rows);
    std::vector<core::AutomationKey> automations;
    for (QueueRow const &row : rows_) {
        automations.push_back(row.run.automation_key());
    }
    automations_.fetch(automations);
    subjects_.load_for_delivery(rows_, automations_);
    secret_ = store::installation_secret();
    std::vector<MessageKey> const keys = messages_of(rows_);
    messages_ = lock_messages(keys);
    std::unordered_set<MessageKey> const there = messages_there(keys);
    load_answers();
    std::unordered_set<MessageKey> seen;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        core::Run const &run = rows_[i].run;
        bool const exists = run.message && there.contains(run.message_key());
        // A second row of a message goes; so does one whose message is gone, or whose lead is.
        bool const second = exists && !seen.insert(run.message_key()).second;
        bool const locked = exists && (subjects_.locked(run) || !messages_.contains(run.message_key()));
        bool const moved = exists && !locked && messages_.at(run.message_key()).lead != run.lead;
        if (!exists || second || (!locked && !moved && subjects_.lead(run) == nullptr)) {
            finished_.push_back(i);
        } else if (locked) {
            result_.locked.push_back(rows_[i].key());
        } else if (moved) {
            follow_message(i, messages_.at(run.message_key()).lead);
        } else {
            decide_claim_of(i);
        }
    }
    stop_suppressed();
    write();
    return std::move(result_);
}

/* WhatsApp lets free text through for a day after the lead has written there; an answer elsewhere opens nothing. */
void DeliveryBatch::load_answers()
{
    if (channel_.provider != "whatsapp") {
        return;
    }
    std::vector<core::LeadKey> leads;
    for (QueueRow const &row : rows_) {
        leads.push_back(row.run.lead_key());
    }
    answers_ = last_written(leads, channel_.channel, now_ - std::chrono::hours(24));
}

core::Decision decide_claim(Subjects const &subjects, AutomationCache const &automations, core::Run const &run,
                            std::string_view channel, bool notice, core::Instant now)
{
    core::Automation const *const automation = automations.of(run);
    core::DecisionInput decision_input = subjects.decision_input(run, automation, now);
    decision_input.notice = notice;
    decision_input.channel_configured = false;  // the recipient is looked for when nothing else speaks against it
    core::Decision decision = core::decide_delivery(decision_input, channel);
    if (decision.verdict == core::Verdict::run) {
        decision = decide_leaving(run, automations, subjects, now).value_or(std::move(decision));
    }
    return decision;
}

core::Decision decide_recipient(core::MessageRecipient const &recipient, core::Suppressions const &said,
                                std::string_view channel)
{
    auto const answer = [](core::Verdict verdict, core::Reason reason, std::string detail) {
        return core::Decision{.verdict = verdict, .reason = reason, .detail = std::move(detail), .until = {}};
    };
    if (!recipient.address) {
        return answer(core::Verdict::skip, core::Reason::no_recipient, recipient.problem);
    }
    if (auto const &row = said.opted_out) {
        return answer(core::Verdict::block, core::Reason::opted_out,
                      "the owner of the address has opted out of " +
                          (row->channel == core::every_channel ? "every channel" : std::string(channel)));
    }
    if (auto const &row = said.undeliverable) {
        return answer(core::Verdict::skip, core::Reason::no_recipient,
                      "no messages are sent to this address: " + row->detail.value_or(row->cause));
    }
    return {};
}

void DeliveryBatch::decide_claim_of(std::size_t index)
{
    core::Run const &run = rows_[index].run;
    StoredMessage const &message = messages_.at(run.message_key());
    if (message.status != "queued" && message.status != "sending") {
        finished_.push_back(index);  // cancelled, held or sent meanwhile
        return;
    }
    if (rows_[index].accepted && message.status == "sending") {
        core::MessageRecipient const to{message.recipient.value_or(""), {}, message.notice};
        result_.on_response.push_back(
            {rows_[index], delivery_of(index, message, *subjects_.lead(run), to), message.maybe_sent});
        return;
    }
    // What an application has taken over meanwhile is sent as it is.
    if (rows_[index].lead_changed && message.of_automation && !(rows_[index].merged && message.maybe_sent)) {
        run_again(index);
        return;
    }
    core::MessageRecipient const recipient = recipient_of(index, message);
    core::Decision decision = decide_claim(subjects_, automations_, run, channel_.channel, recipient.notice, now_);
    switch (decision.verdict) {
        case core::Verdict::run:
            break;
        case core::Verdict::park:
            result_.parked.push_back(run.key());
            return;
        case core::Verdict::defer:
            deferrals_.push_back({index, *decision.until, false});
            return;
        case core::Verdict::discard:
            finished_.push_back(index);
            return;
        case core::Verdict::skip:
            stop(index, "automation_skipped", "cancelled", std::move(decision.reason), std::move(decision.detail));
            return;
        case core::Verdict::block:
            stop(index, "automation_blocked", "cancelled", std::move(decision.reason), std::move(decision.detail));
            return;
    }
    // What a person has approved in spite of the doubt stands as queued again.
    if (message.status == "sending" && hold_ambiguous_) {
        changes_.push_back({.key = run.message_key(), .status = "held", .maybe_sent = true});
        activities_.push_back(make_activity(
            run, channel_.channel, "message_held",
            {.reason = core::Reason::maybe_duplicate, .detail = "an earlier attempt may have been delivered"}));
        finished_.push_back(index);
        return;
    }
    leave(index, message, recipient);
}

/* As it is now: an attribute that holds it may have changed since the message was written. */
core::MessageRecipient DeliveryBatch::recipient_of(std::size_t index, StoredMessage const &message) const
{
    core::Run const &run = rows_[index].run;
    auto const &automation = automations_.at(run.automation_key()).automation;
    return core::recipient_for(message.written_to(), automation ? &*automation : nullptr, *subjects_.lead(run),
                               channel_.channel);
}

/* The message was given to another lead by a write that fired no trigger: it is looked at again with that one. */
void DeliveryBatch::follow_message(std::size_t index, core::LeadId lead)
{
    core::Run const &run = rows_[index].run;
    pg::execute(change_lead, {pg::Param::of(number(run.id)), pg::Param::of(std::string_view(run.tenant)),
                              pg::Param::of(number(lead))});
    result_.locked.push_back(rows_[index].key());
}

/* Its text is for the lead before: it is composed anew for this one. */
void DeliveryBatch::run_again(std::size_t index)
{
    core::Run const &run = rows_[index].run;
    if (lock_rows({run.key()}).empty()) {
        result_.locked.push_back(rows_[index].key());
        return;
    }
    enqueue::EngineWrite const ours;
    using enum enqueue::LeadChange;
    enqueue::rerun_claimed(*run.message, run.lead, run.tenant,
                           rows_[index].merged ? merge
                           : run.booking       ? booking
                                               : message,
                           now_);
    result_.gone.push_back(run.key());
}

channels::Delivery DeliveryBatch::delivery_of(std::size_t index, StoredMessage const &message, core::Lead const &lead,
                                              core::MessageRecipient const &to) const
{
    std::string const &recipient = *to.address;
    core::Run const &run = rows_[index].run;
    core::Automation const *const automation = automations_.of(run);
    channels::Delivery delivery;
    delivery.id = *run.message;
    delivery.lead = lead.id;
    delivery.booking = run.booking;
    delivery.automation = number(run.automation) == 0 ? std::nullopt : std::optional(run.automation);
    delivery.tenant = run.tenant;
    delivery.channel = channel_.channel;
    delivery.recipient = recipient;
    delivery.notice = to.notice;
    delivery.to_the_lead = !to.notice && ((delivery.automation && !message.recipient_set) ||
                                          core::is_address_of(lead, channel_.channel, recipient));
    delivery.recipient_name = to.notice ? std::nullopt : lead.name;
    delivery.subject = message.subject;
    delivery.body = message.body;
    core::TenantSettings const &settings = subjects_.settings(run);
    core::Subject const subject{.lead = lead, .tenant = settings, .zone = subjects_.zone(run), .notice = to.notice};
    delivery.language = core::stated_language(subject);
    // There are built-in texts in a few languages only.
    if (message.builtin) delivery.text_language = core::text_variant(subject).tag;
    delivery.business_name = settings.business_name;
    delivery.written_at = message.created_at;
    delivery.key = core::message_key(secret_, run.tenant, *run.message, message.created_at);
    if (!secret_.empty() && !to.notice) {
        std::string const comparable = core::comparable_address(channel_.channel, recipient, lead.country);
        delivery.unsubscribe_token = core::make_unsubscribe_token(
            {run.tenant, lead.id, channel_.channel, core::hashed_address(run.tenant, comparable, secret_)}, secret_);
    }
    delivery.transactional = is_transactional(automation);
    if (auto const answer = answers_.find(lead.key()); answer != answers_.end() && !to.notice) {
        delivery.last_inbound_at = answer->second;
    }
    delivery.event = run.event;
    return delivery;
}

void DeliveryBatch::leave(std::size_t index, StoredMessage const &message, core::MessageRecipient const &recipient)
{
    if (!recipient.address) {
        stop_for(index, decide_recipient(recipient, {}, channel_.channel));
        return;
    }
    leaving_.push_back({rows_[index], delivery_of(index, message, *subjects_.lead(rows_[index].run), recipient),
                        message.maybe_sent || message.status == "sending"});
    leaving_index_.push_back(index);
}

/* Asked of all together: addresses that nothing arrives at, or whose owners have said so elsewhere. */
void DeliveryBatch::stop_suppressed()
{
    std::vector<store::Recipient> recipients;
    for (ClaimedDelivery const &claimed : leaving_) {
        recipients.push_back({claimed.delivery.tenant, claimed.delivery.channel, claimed.delivery.recipient});
    }
    std::vector<core::Suppressions> const found = subjects_.suppressions(recipients);
    std::vector<ClaimedDelivery> free;
    for (std::size_t i = 0; i < leaving_.size(); ++i) {
        std::size_t const index = leaving_index_[i];
        core::Decision decision = decide_recipient({leaving_[i].delivery.recipient, {}}, found[i], channel_.channel);
        if (decision.verdict != core::Verdict::run) {
            stop_for(index, std::move(decision));
            continue;
        }
        changes_.push_back({.key = leaving_[i].delivery.message_key(),
                            .status = "sending",
                            .recipient = leaving_[i].delivery.recipient,
                            .attempts = 1,
                            .maybe_sent = leaving_[i].maybe_sent,
                            .notice = changed_notice(messages_.at(leaving_[i].delivery.message_key()), leaving_[i])});
        free.push_back(std::move(leaving_[i]));
    }
    leaving_ = std::move(free);
}

/* For its address. */
void DeliveryBatch::stop_for(std::size_t index, core::Decision decision)
{
    bool const refused = decision.verdict == core::Verdict::block;
    stop(index, refused ? "automation_blocked" : "message_failed", refused ? "cancelled" : "failed",
         std::move(decision.reason), std::move(decision.detail));
}

void DeliveryBatch::stop(std::size_t index, char const *type, std::string status, core::ReasonCode reason,
                         std::string detail)
{
    core::Run const &run = rows_[index].run;
    activities_.push_back(make_activity(run, channel_.channel, type, {.reason = std::move(reason), .detail = detail}));
    changes_.push_back({.key = run.message_key(), .status = std::move(status), .error = std::move(detail)});
    finished_.push_back(index);
}

/* All of these messages and leads are locked: what is written is written. Only queue rows may be somebody else's. */
void DeliveryBatch::write()
{
    enqueue::EngineWrite const ours;
    change_messages(changes_, now_);
    store::insert_activities(activities_, now_);
    std::vector<QueueRow> gone;
    for (std::size_t const index : finished_) {
        gone.push_back(rows_[index]);
        result_.gone.push_back(rows_[index].run.key());
    }
    (void)delete_rows(gone);
    std::vector<bool> const moved = put_off(rows_, deferrals_);
    for (std::size_t i = 0; i < deferrals_.size(); ++i) {
        QueueRow const &row = rows_[deferrals_[i].row];
        if (moved[i]) {
            result_.gone.push_back(row.run.key());
        } else {
            result_.locked.push_back(row.key());
        }
    }
    result_.leave = std::move(leaving_);
}

}  // namespace automation::engine
