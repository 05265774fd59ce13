/* deliveries.hpp — a message is to leave: its row in automation_queue, in the transaction that queues the message. */
#pragma once
#include "core/crm/entities.hpp"

#include <span>
#include <string_view>

namespace automation::enqueue {

struct NewDelivery {
    core::MessageId message{};
    core::LeadId lead{};
    std::optional<core::AutomationId> automation;  ///< none: a person wrote it
    std::optional<core::BookingId> booking;
    std::string_view tenant;
    std::string_view channel;
    std::string_view event;               ///< the trigger that set it off; "manual" of what a person wrote
    core::Instant at;                     ///< when it may leave; lateness counts from here
    std::optional<core::Instant> anchor;  ///< the starts_at that a reminder was made for
    std::string_view step = {};           ///< of a sequence: the step that wrote it
    std::int64_t entry = 0;               ///< and the row of automation_enrollments
    /** What conditions ask of the event, where they do: as Conditions::images wrote it, and the message that came. */
    std::optional<std::string_view> images = std::nullopt;
    std::optional<core::MessageId> inbound = std::nullopt;
    bool by_hand = false;  ///< a person wants this message to leave now: only consent can stop it
};

/** Queues them and wakes the dispatcher at commit. In a session of the tables' owner. */
void queue_deliveries(std::span<NewDelivery const> deliveries);

}  // namespace automation::enqueue
