/* messages.cpp — what people write to us, and what an application leaves out when it inserts a message. */
#include "core/crm/message_status.hpp"
#include "core/decisions/recipient.hpp"
#include "core/inbound/absence_flag.hpp"
#include "core/inbound/inbound_kind.hpp"
#include "core/base/strings.hpp"
#include "enqueue/write_context/attempt.hpp"
#include "enqueue/write_context/opt_out.hpp"
#include "enqueue/events/deliveries.hpp"
#include "enqueue/events/lead_contacts.hpp"
#include "enqueue/write_context/lead_claims.hpp"
#include "enqueue/write_context/write_context.hpp"
#include "enqueue/events/match.hpp"
#include "enqueue/events/sequence_wakes.hpp"
#include "enqueue/timed/reassignment.hpp"
#include "triggers/row_change.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/trigger_context.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "pg/time/clock.hpp"
#include "store/lead_store.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/sql/statement_end.hpp"
#include "pg/time/time_zone.hpp"

namespace automation::triggers {
namespace {

using MessageRow = RowValues<pg::TableName::messages>;

/* What of an inserted row is needed when its statement has fired its triggers. */
struct NewMessage {
    core::MessageId id{};
    core::LeadId lead{};
    std::string tenant, channel, status;
    bool inbound = false;
    core::NullableText subject, body;  ///< of an inbound one
    std::vector<std::string> flags;

    [[nodiscard]] bool has_flag(core::InboundKind kind) const
    {
        return std::ranges::find(flags, core::flag_of(kind)) != flags.end();
    }
    [[nodiscard]] std::size_t size() const { return sizeof *this + (body ? body->size() : 0); }
};

NewMessage new_message(MessageRow const &row)
{
    bool const inbound = row.text("direction") == "inbound";
    return {.id = core::MessageId{row.integer("id")},
            .lead = core::LeadId{row.integer("lead_id")},
            .tenant = row.text("tenant_id").value_or(""),
            .channel = row.text("channel").value_or("email"),
            .status = row.text("status").value_or(""),
            .inbound = inbound,
            .subject = inbound ? row.text("subject") : std::nullopt,
            .body = inbound ? row.text("body") : std::nullopt,
            .flags = row.words("flags")};
}

/* An application inserted it as queued: it is sent. */
void queue_to_leave(NewMessage const &message)
{
    enqueue::NewDelivery const delivery{.message = message.id,
                                        .lead = message.lead,
                                        .automation = std::nullopt,
                                        .booking = std::nullopt,
                                        .tenant = message.tenant,
                                        .channel = message.channel,
                                        .event = "manual",
                                        .at = pg::now(),
                                        .anchor = std::nullopt,
                                        .by_hand = true};
    pg::OwnerSession const session(pg::require_extension().owner);
    enqueue::queue_deliveries({&delivery, 1});
}

/* What a message is to the silence of its lead; nothing: it is no contact between people. */
std::optional<core::LeadContact> contact_of(NewMessage const &message)
{
    if (message.inbound) {
        return message.has_flag(core::InboundKind::auto_reply) ? std::nullopt
                                                               : std::optional(core::LeadContact::received);
    }
    if (message.status == "queued") {
        return core::LeadContact::queued;
    }
    bool const out = message.status == "recorded" || message.status == "sent" || message.status == "delivered";
    return out ? std::optional(core::LeadContact::written) : std::nullopt;
}

/* Writes the contacts into their leads, those of one kind together. Returns the leads that are left to the dispatcher.
 */
std::set<core::LeadKey> write_contacts(std::span<NewMessage const> messages, core::Instant now)
{
    std::map<core::LeadContact, std::vector<enqueue::ContactedLead>> contacts;
    for (NewMessage const &message : messages) {
        if (auto const contact = contact_of(message)) {
            contacts[*contact].push_back({{message.lead, message.tenant}, message.id});
        }
    }
    std::set<core::LeadKey> left;
    for (auto const &[contact, leads] : contacts) {
        pg::OwnerSession const session(pg::require_extension().owner);
        left.merge(enqueue::write_contacts(contact, leads, now));
    }
    return left;
}

/* The lead as it stands, after it wrote to us. */
std::optional<core::Lead> load_writer(NewMessage const &message, core::Instant now)
{
    pg::OwnerSession const session(pg::require_extension().owner);
    auto lead = store::load_stored_lead(message.lead, message.tenant);
    if (lead) {
        core::apply_to(*lead, core::LeadContact::received, now);
    }
    return lead;
}

/* The same of a lead that belongs to another transaction: its addresses refuse now, the rest is left to the dispatcher.
 */
bool leave_order(NewMessage const &message, bool stop, core::NullableText const &words)
{
    enqueue::LeftChange const left{.lead = {message.lead, message.tenant},
                                   .event = stop ? enqueue::left_stop : enqueue::left_start,
                                   .message = message.id,
                                   .channel = message.channel};
    if (!stop && !enqueue::is_stopped(message.lead, message.tenant, message.channel)) {
        return false;
    }
    if (stop) {
        enqueue::refuse({.lead = message.lead,
                         .tenant = message.tenant,
                         .channel = message.channel,
                         .detail = words,
                         .lead_is_left = true});
    }
    enqueue::leave_changes({&left, 1}, pg::now());
    return true;
}

/* A word that stops or restarts the channel, and did so: it needs no answer. `left`: the lead is left to the
 * dispatcher. */
bool is_order(NewMessage const &message, bool left)
{
    bool const stop = message.has_flag(core::InboundKind::stop);
    if (!stop && !message.has_flag(core::InboundKind::start)) {
        return false;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    enqueue::ConsentScope const scope(stop ? "stop_word" : "start_word", message.id);
    core::NullableText const &words = core::nonblank(message.body) ? message.body : message.subject;
    if (left) {
        return leave_order(message, stop, words);
    }
    if (stop) {
        enqueue::refuse({.lead = message.lead, .tenant = message.tenant, .channel = message.channel, .detail = words});
        return true;
    }
    return enqueue::undo_opt_out(message.lead, message.tenant, message.channel);
}

/* What a message sets off beside the contact: an order, runs, or its own way out. */
void note_message(NewMessage const &message, bool left)
{
    if (!message.inbound) {
        if (message.status == "queued") {
            queue_to_leave(message);
        }
        return;
    }
    if (message.has_flag(core::InboundKind::auto_reply)) {
        return;  // no person has answered
    }
    if (is_order(message, left) || message.has_flag(core::InboundKind::maybe_stop)) {
        return;  // a person must read what may be a request to stop
    }
    auto const held = enqueue::automation_index(message.tenant, core::Trigger::message_received);
    enqueue::AutomationIndex const &index = *held;
    if (index.rules.empty()) {
        return;
    }
    core::Instant const now = pg::now();
    if (auto const lead = load_writer(message, now)) {
        enqueue::Matcher matcher;
        core::InboundMessage const inbound{message.channel, message.subject, message.body};
        core::FactFieldReader const facts(
            {.lead = *lead, .message = &inbound, .now = now, .zone = &pg::zone_or_utc(lead->timezone, index.timezone)});
        matcher.match(index, facts,
                      {.trigger = core::Trigger::message_received,
                       .at = now,
                       .lead = message.lead,
                       .tenant = message.tenant,
                       .message = message.id});
        matcher.finish();
    }
}

void note_messages(std::span<NewMessage const> messages)
{
    std::set<core::LeadKey> const left = write_contacts(messages, pg::now());
    for (NewMessage const &message : messages) {
        note_message(message, left.contains({message.lead, message.tenant}));
    }
    // Last: an order to stop is another reason to leave a sequence than a reply.
    for (NewMessage const &message : messages) {
        if (contact_of(message) && !left.contains({message.lead, message.tenant})) {
            enqueue::follow_in_sequences({message.lead, message.tenant}, pg::now());
        }
    }
}

/* The messages of a statement, in the order of their leads, as leads are written everywhere. */
class StatementMessages final : public pg::StatementWork {
 public:
    void add(NewMessage message, bool guarded)
    {
        size_ += message.size();
        guarded_ = guarded_ || guarded;
        messages_.push_back(std::move(message));
        constexpr std::size_t most = 16UL * 1024 * 1024;
        if (size_ > most) {
            finish();
        }
    }
    void finish() override
    {
        size_ = 0;
        auto messages = std::exchange(messages_, {});
        std::ranges::stable_sort(messages, [](NewMessage const &a, NewMessage const &b) {
            return std::tie(a.lead, a.tenant) < std::tie(b.lead, b.tenant);
        });
        if (!guarded_) {
            note_messages(messages);
            return;
        }
        for (NewMessage const &message : messages) {
            enqueue::attempt([&] { note_messages({&message, 1}); });
        }
    }

 private:
    std::vector<NewMessage> messages_;
    std::size_t size_ = 0;
    bool guarded_ = false;
};

/* Of a message whose recipient an application has set. */
constexpr std::string_view recipient_set = "recipient_set";
/* Of one that an automation wrote for another lead, and that may still be sent. */
constexpr std::string_view lead_changed = "lead_changed";

bool has(std::vector<std::string> const &flags, std::string_view flag)
{
    return std::ranges::find(flags, flag) != flags.end();
}

/* With the flag, or without it. */
std::vector<std::string> with_flag(std::vector<std::string> flags, std::string_view flag, bool wanted)
{
    std::erase(flags, flag);
    if (wanted) {
        flags.emplace_back(flag);
    }
    return flags;
}

/* What an application's update says of the recipient. Whoever writes other flags does not take back that it is set. */
std::vector<std::string> flags_of_recipient(MessageRow const &before, MessageRow const &message,
                                            std::vector<std::string> flags)
{
    auto const recipient = message.text("recipient");
    bool const stays = before.text("recipient") == recipient;
    if (stays && !(recipient && has(before.words("flags"), recipient_set))) {
        return flags;
    }
    return with_flag(std::move(flags), recipient_set, recipient.has_value());
}

/* Its text is about the lead before. */
bool was_written_for_another(MessageRow const &before, MessageRow const &message)
{
    auto const status = message.text("status");
    return before.integer("lead_id") != message.integer("lead_id") && !message.null("automation_id") &&
           message.text("origin") != "manual" && (status == "failed" || status == "held" || status == "sending");
}

bool has_flag(MessageRow const &message, core::InboundKind kind)
{
    return has(message.words("flags"), core::flag_of(kind));
}

/* What the message is, among its flags. */
std::vector<std::string> flags_with_kind(MessageRow const &message, std::string_view channel)
{
    std::vector<std::string> flags = message.words("flags");
    auto const subject = message.text("subject");
    auto const body = message.text("body");
    auto const flag = enqueue::write_context().received_as ? *enqueue::write_context().received_as
                                                           : core::flag_of(core::inbound_kind(channel, subject, body));
    if (!flag.empty() && !has(flags, flag)) {
        flags.emplace_back(flag);
    }
    if (has(flags, core::flag_of(core::InboundKind::auto_reply))) {
        core::Instant const written_at = message.instant("created_at").value_or(pg::now());
        core::inbound::append_absence(flags, subject, body, std::chrono::floor<std::chrono::days>(written_at));
    }
    return flags;
}

/* True of an outbound message that waits to leave, to an address that its writer has given. */
bool has_own_recipient(MessageRow const &message)
{
    auto const status = message.text("status");
    return message.text("recipient") && message.text("direction") != "inbound" &&
           (status == "queued" || status == "held");
}

/* A message is another lead's: what waits for it goes along, and so do the contact and the silence that it stands for.
 */
void follow_lead(TriggerContext const &trigger)
{
    MessageRow const before(trigger, trigger.old_row());
    MessageRow const message(trigger, trigger.new_row());
    enqueue::Reassignment const change{core::LeadId{before.integer("lead_id")},
                                       core::LeadId{message.integer("lead_id")},
                                       message.text("tenant_id").value_or("")};
    core::MessageId const id{message.integer("id")};
    pg::OwnerSession const session(pg::require_extension().owner);
    enqueue::reassign_message(id, change, pg::now());
    auto const status = message.text("status").value_or("");
    bool const notice = has(message.words("flags"), core::notice_flag);  // to somebody of the business: contacts nobody
    bool const is_out = !notice && (status == "recorded" || status == "sent" || status == "delivered");
    if (message.text("direction") != "inbound") {
        bool const by_person = message.text("origin") == "manual" && (is_out || status == "queued");
        enqueue::reassign_outbound(id, change, message.instant("created_at").value_or(pg::now()), by_person, is_out);
        return;
    }
    if (has_flag(message, core::InboundKind::auto_reply)) {
        return;
    }
    enqueue::reassign_inbound(id, change);
    if (has_flag(message, core::InboundKind::stop)) {
        enqueue::ConsentScope const scope("stop_word", id);
        enqueue::refuse(
            {.lead = change.to, .tenant = change.tenant, .channel = message.text("channel").value_or("email")});
    }
}

/* The row with what follows from its direction, and what an inbound message is. */
HeapTuple with_defaults(TriggerContext const &trigger)
{
    MessageRow const message(trigger, trigger.new_row());
    std::string const channel = core::lower_ascii(message.text("channel").value_or("email"));
    std::string const direction = message.text("direction").value_or("outbound");
    std::string const status = core::initial_message_status(message.text("status"), direction == "inbound");
    auto const flags = direction == "inbound"
                           ? flags_with_kind(message, channel)
                           : with_flag(message.words("flags"), recipient_set, has_own_recipient(message));
    RowChange change(trigger, trigger.new_row());
    // Whatever wrote the text, the application sends it.
    if (direction != "inbound" && status == "queued" && message.null("automation_id")) {
        change.set<pg::TableName::messages>("origin", std::string("manual"));
    }
    change.set<pg::TableName::messages>("channel", channel);
    change.set<pg::TableName::messages>("status", status);
    change.set<pg::TableName::messages>("flags", flags);
    return change.row();
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* After an inbound message was inserted, or an outbound one that a person wrote. */
AUTOMATION_TRIGGER(automation_on_message,
                   {.trigger = "automation_message_added", .events = by_insert, .table = "messages"})
{
    using enum pg::TableName;
    set_off(trigger, messages,
            {leads, messages, activities, automation_enrollments, automation_queue, automation_stat_deltas}, [&] {
                NewMessage message = new_message(MessageRow(trigger, trigger.new_row()));
                if (auto *const statement = pg::statement_work<StatementMessages>()) {
                    statement->add(std::move(message), needs_guard(trigger, messages,
                                                                   {leads, messages, activities, automation_enrollments,
                                                                    automation_queue, automation_stat_deltas}));
                } else {
                    note_messages({&message, 1});
                }
            });
    return PointerGetDatum(nullptr);
}

/* Before a message is inserted: the status that follows from its direction, the channel in lower case, of an inbound
 * one what it is, and of one to be sent that the application sends it. */
AUTOMATION_TRIGGER(automation_message_defaults,
                   {.trigger = "automation_message_defaults", .before = true, .events = by_insert, .table = "messages"})
{
    return PointerGetDatum(enqueue::loading() ? trigger.new_row() : changed_row(trigger, pg::TableName::messages, [&] {
        return with_defaults(trigger);
    }));
}

/* After an update that gave a message to another lead. */
AUTOMATION_TRIGGER(automation_on_message_lead,
                   {.trigger = "automation_message_moved", .events = by_update, .table = "messages"})
{
    using enum pg::TableName;
    // What the engine moves, it moves together with what belongs to it.
    if (!enqueue::write_context().by_engine) {
        set_off(trigger, messages,
                {leads, messages, activities, automation_enrollments, automation_queue, automation_stat_deltas}, [&] {
                    pg::finish_outer_work<StatementMessages>();
                    follow_lead(trigger);
                });
    }
    return PointerGetDatum(nullptr);
}

/* Before an update that writes another recipient or lead: a recipient that an application sets is kept when the message
 * is sent, and a text that was written for another lead is not sent as it is. That holds for imports, too. */
AUTOMATION_TRIGGER(automation_on_message_recipient, {.trigger = "automation_message_recipient",
                                                     .before = true,
                                                     .events = by_update,
                                                     .table = "messages"})
{
    if (enqueue::write_context().by_engine) {
        return PointerGetDatum(trigger.new_row());
    }
    return PointerGetDatum(changed_row(trigger, pg::TableName::messages, [&] {
        MessageRow const before(trigger, trigger.old_row());
        MessageRow const message(trigger, trigger.new_row());
        auto flags = message.words("flags");
        if (!enqueue::loading()) {
            flags = flags_of_recipient(before, message, std::move(flags));
        }
        if (was_written_for_another(before, message)) {
            flags = with_flag(std::move(flags), lead_changed, true);
        }
        if (flags == message.words("flags")) {
            return trigger.new_row();
        }
        RowChange change(trigger, trigger.new_row());
        change.set<pg::TableName::messages>("flags", flags);
        return change.row();
    }));
}
