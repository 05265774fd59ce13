/* locked_message.hpp — a message that a person decides on: locked behind its lead, with what was set off by the same
 * event.
 */
#pragma once
#include "core/decisions/decide.hpp"
#include "core/decisions/recipient.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::api {

class Session;

struct LockedMessage {
    core::MessageId id{};
    core::LeadId lead{};
    std::string tenant;
    std::string channel;
    std::string status;
    std::optional<core::AutomationId> automation;
    std::optional<core::BookingId> booking;
    core::Instant created_at;
    core::WrittenTo to;  ///< an application's recipient; none: that of the automation, else the lead's address
    bool inbound = false;
    bool lead_changed = false;  ///< an automation wrote it for another lead
    std::string event;          ///< of the run that wrote it; "manual" when there was none
    std::string step;           ///< of a sequence that wrote it
    std::int64_t entry = 0;     ///< the lead's entry that waits for it; 0: none does
};

/** Locks the lead, then the message, waiting for whoever holds them. A UserError when the caller can see none by that
 *  id, or when its status is not `status`; `what` completes "Only … can be …". */
[[nodiscard]] LockedMessage lock_message(Session const &session, core::MessageId id, std::string_view status,
                                         std::string_view what);

/** Whether it may still go out, and where to. */
struct SendCheck {
    core::Decision decision;
    bool channel_configured = false;
    core::NullableText recipient;
    bool notice = false;                  ///< it goes to somebody of the business
    std::optional<core::Instant> anchor;  ///< the start that a reminder was written for
};
/** `late_counts` false: however late it is by now, a person wants it. */
[[nodiscard]] SendCheck check_sending(LockedMessage const &message, bool late_counts);

/** Writes an activity about the message. */
void insert_activity(LockedMessage const &message, std::string_view type, std::string_view description,
                     core::ReasonCode const &reason, std::string_view detail);

/** Moves it to another status. */
void set_status(LockedMessage const &message, std::string_view status, core::NullableText const &error);

/** Queues it for delivery to that address; no attempts so far. */
void queue_message(LockedMessage const &message, std::string const &recipient, core::Instant when,
                   std::optional<core::Instant> anchor);

}  // namespace automation::api
