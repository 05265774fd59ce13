/* messages.cpp — what people write to us, and what an application leaves out when it inserts a message. */
#include "core/text.hpp"
#include "signals/deliveries.hpp"
#include "signals/engine_write.hpp"
#include "signals/match.hpp"
#include "signals/trigger_call.hpp"

#include "pg/clock.hpp"
#include "pg/facts.hpp"
#include "pg/owner_session.hpp"
#include "pg/zone.hpp"

namespace automation::signals {
namespace {

// By the primary key. Never backwards: a message imported late does not undo a newer one.
constinit pg::Statement note_inbound(
    "update @home@.leads set last_inbound_at = $3, silent_since = $3, updated_at = $3 "
    "where id = $1 and tenant_id = $2 and (last_inbound_at is null or last_inbound_at < $3)",
    INT8OID, TEXTOID, TIMESTAMPTZOID);

// Last contact when the message is out, never backwards; a new stretch of silence as soon as somebody has written it.
constinit pg::Statement note_manual(
    "update @home@.leads set silent_since = $3, updated_at = $3, "
    "last_contacted = case when $4 then greatest(last_contacted, $3) else last_contacted end "
    "where id = $1 and tenant_id = $2",
    INT8OID, TEXTOID, TIMESTAMPTZOID, BOOLOID);

/* An application inserted it as queued: it is sent. */
void queue_to_leave(RowValues const &message, core::LeadId id, std::string const &tenant)
{
    std::string const channel = message.text("channel").value_or("email");
    NewDelivery const delivery{.message = core::MessageId{message.integer("id")},
                               .lead = id,
                               .automation = std::nullopt,
                               .booking = std::nullopt,
                               .tenant = tenant,
                               .channel = channel,
                               .event = "message",
                               .at = pg::now(),
                               .anchor = std::nullopt,
                               .by_hand = true};
    pg::OwnerSession const session(pg::home().owner);
    queue_deliveries({&delivery, 1});
}

void note_written_by_hand(core::LeadId id, std::string const &tenant, std::string const &status)
{
    if (status != "recorded" && status != "queued" && status != "sent" && status != "delivered") {
        return;
    }
    EngineWrite const ours;
    pg::OwnerSession const session(pg::home().owner);
    pg::execute(note_manual, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant)),
                              pg::Param::of(pg::now()), pg::Param::of(status != "queued")});
}

/* The lead as it stands, after noting that it wrote to us. */
std::optional<core::Lead> note_and_load(core::LeadId id, std::string const &tenant, core::Instant now)
{
    pg::OwnerSession const session(pg::home().owner);
    pg::execute(note_inbound, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant)), pg::Param::of(now)});
    return pg::load_lead(id, tenant);
}

}  // namespace
}  // namespace automation::signals

using namespace automation;           // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::signals;  // NOLINT(google-build-using-namespace)

/* After an inbound message was inserted, or an outbound one that a person wrote. */
PG_CPP_FUNCTION(automation_on_message)
{
    TriggerCall const trigger(args);
    if (!ready()) {
        return PointerGetDatum(nullptr);
    }
    RowValues const message(trigger.new_row(), trigger.shape());
    core::LeadId const id{message.integer("lead_id")};
    std::string const tenant = message.text("tenant_id").value_or("");
    if (message.text("direction") != "inbound") {
        std::string const status = message.text("status").value_or("");
        note_written_by_hand(id, tenant, status);
        if (status == "queued") {
            queue_to_leave(message, id, tenant);
        }
        return PointerGetDatum(nullptr);
    }
    core::Instant const now = pg::now();
    auto const lead = note_and_load(id, tenant, now);
    RuleBook const &book = rule_book(tenant, core::Trigger::message_received);
    if (lead && !book.rules.empty()) {
        Matcher matcher;
        core::InboundMessage const inbound{message.text("channel").value_or("email"), message.text("subject"),
                                           message.text("body")};
        core::FactSource const facts(
            {.lead = *lead, .message = &inbound, .now = now, .zone = &pg::zone_or_utc(lead->timezone, book.timezone)});
        matcher.match(book, facts,
                      {.trigger = core::Trigger::message_received,
                       .at = now,
                       .lead = id,
                       .tenant = tenant,
                       .message = core::MessageId{message.integer("id")}});
        matcher.finish();
    }
    return PointerGetDatum(nullptr);
}

/* Before a message is inserted: the status that follows from its direction, the channel in lower case. */
PG_CPP_FUNCTION(automation_message_defaults)
{
    TriggerCall const trigger(args);
    if (loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    RowValues const message(trigger.new_row(), trigger.shape());
    std::string const channel = core::lower_ascii(message.text("channel").value_or("email"));
    std::string const direction = message.text("direction").value_or("outbound");
    std::string const status = message.text("status").value_or(direction == "inbound" ? "received" : "recorded");
    Datum values[2] = {pg::text_datum(channel), pg::text_datum(status)};
    bool const nulls[2] = {};
    return pg::call([&] {
        int const columns[2] = {SPI_fnumber(trigger.shape(), "channel"), SPI_fnumber(trigger.shape(), "status")};
        return PointerGetDatum(heap_modify_tuple_by_cols(
            trigger.new_row(), trigger.shape(), 2, const_cast<int *>(columns), values, const_cast<bool *>(nulls)));
    });
}
