#include "api/messages/locked_message.hpp"

#include "core/decisions/recipient.hpp"
#include "core/crm/contact_address.hpp"
#include "core/json/json.hpp"

#include "api/session.hpp"
#include "enqueue/events/deliveries.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/facts/subjects.hpp"
#include "engine/sequences/step_evaluation.hpp"

#include <utility>

#include "pg/extension/added_columns.hpp"
#include "pg/process/wake.hpp"
#include "pg/time/clock.hpp"
#include "store/activities.hpp"
#include "store/lead_store.hpp"
#include "store/suppressions.hpp"
#include "store/tenant_country.hpp"

namespace automation::api {

namespace {

constinit pg::Statement lead_of("select m.lead_id from @home@.messages m where m.id = $1 and m.tenant_id = $2", INT8OID,
                                TEXTOID);
// Of the activities by the index on (lead_id, id): the run that wrote the message knows its event.
constinit pg::Statement lock_row(
    "select m.status, m.channel, m.automation_id, m.booking_id, m.created_at, coalesce((select a.details ->> 'event' "
    "from @home@.activities a where a.lead_id = m.lead_id and a.tenant_id = m.tenant_id and a.message_id = m.id "
    "order by a.id limit 1), 'manual'), "
    "case when 'recipient_set' = any(m.flags) then m.recipient end, "
    "'lead_changed' = any(m.flags) and m.origin <> 'manual', 'notice' collate \"C\" = any(m.flags), "
    "m.automation_id is not null and m.origin <> 'manual', coalesce(" PG_ADDED_COLUMN("m", "step") ", (select "
    "a.details ->> 'step' "
    "from @home@.activities a where a.lead_id = m.lead_id and a.tenant_id = m.tenant_id and a.message_id = m.id "
    "order by a.id limit 1)), m.direction = 'inbound' from @home@.messages m where m.id = $1 and "
    "m.tenant_id = $2 "
    "for no key update of m",
    INT8OID, TEXTOID);
// The unique index on (automation_id, lead_id, …).
constinit pg::Statement made_for(
    "select e.anchor from @home@.automation_enrollments e where e.automation_id = $1 and e.lead_id = $2 "
    "and e.booking_id = $3 and e.tenant_id = $4 and e.last_run_at is not null order by e.last_run_at desc limit 1",
    INT8OID, INT8OID, INT8OID, TEXTOID);
// The unique index on (automation_id, lead_id, …).
constinit pg::Statement entry_of(
    "select e.id from @home@.automation_enrollments e where e.automation_id = $1 and e.lead_id = $2 and e.tenant_id = "
    "$3 "
    "and (e.entry ->> 'message')::bigint = $4",
    INT8OID, INT8OID, TEXTOID, INT8OID);
constinit pg::Statement move(
    "update @home@.messages set status = $3, error = $4, updated_at = $5 where id = $1 and tenant_id = $2", INT8OID,
    TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID);
constinit pg::Statement address(
    "update @home@.messages set status = 'queued', recipient = $3, attempts = 0, error = null, updated_at = $4 "
    "where id = $1 and tenant_id = $2",
    INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID);

// The index on (lead_id, automation_id). A row that is there already is used: its message was given another status by
// hand while it waited. What somebody else holds is being sent.
constinit pg::Statement reuse_delivery(
    "with waiting as (select q.id from @home@.automation_queue q where q.lead_id = $1 and q.tenant_id = $2 "
    "and q.kind = 'deliver' and q.message_id = $3), moved as (update @home@.automation_queue d set run_at = $4, "
    "attempts = 0, last_error = null where d.tenant_id = $2 and d.id = any(array(select q.id "
    "from @home@.automation_queue q where q.id in (select id from waiting) and q.tenant_id = $2 "
    "for no key update skip locked))) select count(*) from waiting",
    INT8OID, TEXTOID, INT8OID, TIMESTAMPTZOID);

pg::Param tenant_of(LockedMessage const &message)
{
    return pg::Param::of(std::string_view(message.tenant));
}

[[noreturn]] void no_such_message(core::MessageId id)
{
    throw core::UserError("message " + std::to_string(number(id)) + " does not exist", "",
                          "Use an id of table messages.");
}

/* The run as it was when it wrote the message. */
core::Run run_of(LockedMessage const &message, core::Automation const &automation)
{
    core::Run run;
    run.id = core::RunId{-1};  // in no queue
    run.automation = automation.id;
    run.lead = message.lead;
    run.booking = message.booking;
    run.tenant = message.tenant;
    run.event = message.event;
    run.event_at = run.run_at = message.created_at;
    run.event_known = false;
    run.step = message.step;
    run.entry = message.entry;
    if (automation.trigger == core::Trigger::booking_reminder_hours && message.booking) {
        auto const rows =
            pg::execute(made_for, {pg::Param::of(number(automation.id)), pg::Param::of(number(message.lead)),
                                   pg::Param::of(number(*message.booking)), tenant_of(message)});
        run.anchor = rows.empty() ? std::nullopt : rows[0].maybe_instant(1);
    }
    return run;
}

/* The step of a sequence that wrote the message, and who waits for it. */
void load_step(LockedMessage &message, core::NullableText const &step)
{
    if (!step || !message.automation || !pg::has_column(pg::TableName::automation_enrollments, "entry")) {
        return;
    }
    message.step = *step;
    auto const rows =
        pg::execute(entry_of, {pg::Param::of(number(*message.automation)), pg::Param::of(number(message.lead)),
                               tenant_of(message), pg::Param::of(number(message.id))});
    message.entry = rows.empty() ? 0 : rows[0].int8(1);
}

/* Of a message whose automation is gone or was never there: only what the message itself knows is looked at. */
core::Automation plain_automation(LockedMessage const &message)
{
    core::Automation automation;
    automation.id = message.automation.value_or(core::AutomationId{});
    automation.tenant = message.tenant;
    automation.type = core::Type::lead_followup;
    automation.trigger = core::Trigger::new_lead;
    return automation;
}

/* Whose consent is asked: the owner of the address that is used, else of the one that the lead's row has. */
core::NullableText consent_address(LockedMessage const &message, core::MessageRecipient const &recipient,
                                   core::Lead const *lead)
{
    if (auto const &set = message.to.set_by_application) {
        return core::sendable_address(message.channel, *set, store::country_of(message.tenant));
    }
    bool const of_lead = lead != nullptr && !recipient.notice && !recipient.address;
    return of_lead ? core::consent_address(*lead, message.channel) : recipient.address;
}

}  // namespace

LockedMessage lock_message(Session const &session, core::MessageId id, std::string_view status, std::string_view what)
{
    LockedMessage message;
    message.id = id;
    message.tenant = tenant_of_message(session, id);
    auto const found = pg::execute(lead_of, {pg::Param::of(number(id)), tenant_of(message)});
    if (found.empty()) {
        no_such_message(id);
    }
    message.lead = core::LeadId{found[0].int8(1)};
    store::hold_lead(message.lead, message.tenant);
    auto const rows = pg::execute(lock_row, {pg::Param::of(number(id)), tenant_of(message)});
    if (rows.empty()) {
        no_such_message(id);
    }
    message.inbound = rows[0].boolean(12);
    message.status = rows[0].text(1);
    message.channel = rows[0].text(2);
    if (auto const automation = rows[0].opt_int8(3)) {
        message.automation = core::AutomationId{*automation};
    }
    if (auto const booking = rows[0].opt_int8(4)) {
        message.booking = core::BookingId{*booking};
    }
    message.created_at = rows[0].instant(5);
    message.event = rows[0].text(6);
    message.to = {rows[0].opt_text(7), rows[0].boolean(9), rows[0].boolean(10)};
    if (message.status != status) {
        throw core::UserError(
            "message " + std::to_string(number(id)) + " is " + message.status + ", not " + std::string(status), "",
            "Only a " + std::string(status) + " message can be " + std::string(what) + ".");
    }
    message.lead_changed = rows[0].boolean(8);
    load_step(message, rows[0].opt_text(11));
    return message;
}

namespace {

core::Automation automation_of(LockedMessage const &message, engine::AutomationCache const &automations,
                               core::AutomationKey const &key)
{
    core::Run run;
    run.automation = key.id;
    run.tenant = key.tenant;
    run.step = message.step;
    core::Automation const *const found = automations.of(run);
    return found != nullptr ? *found : plain_automation(message);
}

}  // namespace

SendCheck check_sending(LockedMessage const &message, bool late_counts)
{
    engine::AutomationCache automations;
    core::AutomationKey const key{message.automation.value_or(core::AutomationId{}), message.tenant};
    automations.fetch({key});
    core::Automation automation = automation_of(message, automations, key);
    automation.channel = message.channel;
    if (!message.to.of_automation && !message.to.notice) {
        automation.to.reset();  // an application wrote it
    }
    core::Run run = run_of(message, automation);
    if (!late_counts) {
        run.event_at = run.run_at = pg::now();
    }
    engine::Subjects subjects;
    subjects.load_unlocked({engine::QueueRow{run, {}}}, automations);
    core::DecisionInput decision_input = subjects.decision_input(run, automation, pg::now());
    SendCheck check;
    check.anchor = run.anchor;
    check.channel_configured = decision_input.channel_configured;
    core::MessageRecipient recipient;
    if (decision_input.lead != nullptr) {
        recipient = core::recipient_for(message.to, &automation, *decision_input.lead, message.channel);
        decision_input.notice = check.notice = recipient.notice;
    }
    auto const &set = message.to.set_by_application;
    core::NullableText const address = consent_address(message, recipient, decision_input.lead);
    if (check.channel_configured) {
        check.recipient = recipient.address && set ? set : recipient.address;
    } else {
        recipient.problem.clear();  // it is only recorded
    }
    if (address) {
        decision_input.suppressed = store::suppressions_of({{message.tenant, message.channel, *address}})[0];
    }
    // An address that an application has set is asked for nothing but whether anything arrives there.
    decision_input.channel_configured = check.channel_configured && (!set || decision_input.suppressed.undeliverable);
    check.decision = core::decide_delivery(decision_input, message.channel);
    if (check.decision.verdict == core::Verdict::run && message.entry != 0) {
        check.decision =
            engine::decide_leaving(run, automations, subjects, pg::now()).value_or(std::move(check.decision));
    }
    bool const refused =
        check.decision.verdict == core::Verdict::skip || check.decision.verdict == core::Verdict::block;
    if (!recipient.problem.empty() && !refused) {
        check.decision = {.verdict = core::Verdict::skip,
                          .reason = core::Reason::no_recipient,
                          .detail = std::move(recipient.problem),
                          .until = {}};
    }
    return check;
}

void insert_activity(LockedMessage const &message, std::string_view type, std::string_view description,
                     core::ReasonCode const &reason, std::string_view detail)
{
    core::json::Value details{{"message_id", number(message.id)}, {"event", message.event}};
    if (message.automation) {
        details["automation_id"] = number(*message.automation);
    }
    details["reason"] = reason.code();
    if (!detail.empty()) {
        details["detail"] = std::string(detail);
    }
    store::insert_activity({.type = type,
                            .description = std::string(description),
                            .details = core::json::dump(details),
                            .lead = message.lead,
                            .automation = message.automation,
                            .message = message.id,
                            .booking = message.booking,
                            .tenant = message.tenant},
                           pg::now());
}

void set_status(LockedMessage const &message, std::string_view status, core::NullableText const &error)
{
    pg::execute(move, {pg::Param::of(number(message.id)), tenant_of(message), pg::Param::of(status),
                       pg::Param::of(error), pg::Param::of(pg::now())});
}

void queue_message(LockedMessage const &message, std::string const &recipient, core::Instant when,
                   std::optional<core::Instant> anchor)
{
    pg::execute(address, {pg::Param::of(number(message.id)), tenant_of(message),
                          pg::Param::of(std::string_view(recipient)), pg::Param::of(pg::now())});
    auto const reused = pg::execute(reuse_delivery, {pg::Param::of(number(message.lead)), tenant_of(message),
                                                     pg::Param::of(number(message.id)), pg::Param::of(when)});
    if (reused[0].int8(1) > 0) {
        pg::wake_at_commit(when);
        return;
    }
    enqueue::NewDelivery const delivery{.message = message.id,
                                        .lead = message.lead,
                                        .automation = message.automation,
                                        .booking = message.booking,
                                        .tenant = message.tenant,
                                        .channel = message.channel,
                                        .event = message.event,
                                        .at = when,
                                        .anchor = anchor,
                                        .step = message.step,
                                        .entry = message.entry,
                                        .by_hand = !message.automation};
    enqueue::queue_deliveries({&delivery, 1});
}

}  // namespace automation::api
