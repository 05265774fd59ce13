#include "core/automations/validate.hpp"
#include "core/base/strings.hpp"
#include "core/json/json.hpp"

#include "enqueue/events/deliveries.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/spi.hpp"
#include "pg/process/wake.hpp"

namespace automation::enqueue {

namespace {

constinit pg::Statement insert(
    "insert into @home@.automation_queue (kind, automation_id, lead_id, booking_id, message_id, event, event_at, "
    "run_at, tenant_id, channel, context) select 'deliver', automation_id, lead_id, booking_id, message_id, event, at, "
    "at, tenant_id, channel, context::jsonb from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) as d (automation_id, "
    "lead_id, booking_id, message_id, event, at, tenant_id, channel, context)",
    INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID,
    TEXTARRAYOID, TEXTARRAYOID);

std::optional<std::string> context_of(NewDelivery const &delivery)
{
    if (!delivery.anchor && !delivery.by_hand && !delivery.images && !delivery.inbound && delivery.step.empty()) {
        return std::nullopt;
    }
    core::json::Value context = core::json::Value::object();
    if (delivery.images) {
        context = core::json::parse_context(*delivery.images).value_or(core::json::Value::object());
        context["event_kept"] = true;
    }
    if (delivery.inbound) {
        context["inbound"] = number(*delivery.inbound);
    }
    if (delivery.anchor) {
        context["anchor"] = delivery.anchor->time_since_epoch().count();
    }
    if (delivery.by_hand) {
        context["by_hand"] = true;
    }
    if (!delivery.step.empty()) {
        context["step"] = std::string(delivery.step);
        context["entry"] = delivery.entry;
    }
    return core::json::dump(context);
}

}  // namespace

void queue_deliveries(std::span<NewDelivery const> deliveries)
{
    if (deliveries.empty()) {
        return;
    }
    std::vector<std::int64_t> automations, leads, messages;
    std::vector<std::optional<std::int64_t>> bookings;
    std::vector<std::string> events, tenants, channels;
    std::vector<std::optional<core::Instant>> moments;
    std::vector<std::optional<std::string>> contexts;
    core::Instant earliest = deliveries.front().at;
    for (NewDelivery const &delivery : deliveries) {
        automations.push_back(delivery.automation ? number(*delivery.automation) : 0);
        leads.push_back(number(delivery.lead));
        messages.push_back(number(delivery.message));
        bookings.push_back(delivery.booking ? std::optional(number(*delivery.booking)) : std::nullopt);
        events.emplace_back(delivery.event);
        tenants.emplace_back(delivery.tenant);
        // A longer name is no channel's, and the index would refuse it: the message waits.
        channels.emplace_back(core::truncated(delivery.channel, core::longest_channel_name));
        moments.emplace_back(delivery.at);
        contexts.push_back(context_of(delivery));
        earliest = std::min(earliest, delivery.at);
    }
    pg::execute(insert, {pg::int8_array(automations), pg::int8_array(leads), pg::int8_array(bookings),
                         pg::int8_array(messages), pg::text_array(events), pg::timestamp_array(moments),
                         pg::text_array(tenants), pg::text_array(channels), pg::text_array(contexts)});
    pg::wake_for_delivery_at_commit(earliest);
}

}  // namespace automation::enqueue
