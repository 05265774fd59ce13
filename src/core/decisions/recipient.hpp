/* recipient.hpp — where a message is sent, and whether its reader is the lead.
 *
 * A message to somebody of the business (`"to"`) is a notice: what protects the lead from messages is not asked of it.
 * Where the address is one of the lead's own, it is a message to the lead like any other. Both are decided here only.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/crm/entities.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** The address a channel writes to, when the lead has one that is well formed. */
[[nodiscard]] NullableText recipient_of(Lead const &lead, std::string_view channel);

/** The address that consent is asked of: the one that the channel writes to, else what the lead's row has in its place,
 *  which a message that is only recorded may be meant for. */
[[nodiscard]] NullableText consent_address(Lead const &lead, std::string_view channel);

/** In messages.flags: it was written to somebody of the business. */
inline constexpr std::string_view notice_flag = "notice";

/** The address that a message is sent to, or why there is none. */
struct MessageRecipient {
    NullableText address;
    std::string problem;  ///< empty where there is one
    bool notice = false;  ///< to somebody of the business
};

/** What the row of a written message says of its recipient. */
struct WrittenTo {
    NullableText set_by_application = {};
    bool notice = false;         ///< it was written to somebody of the business
    bool of_automation = false;  ///< and not taken over by an application
};

/** The recipient that an application has set, where it is well formed, else the lead's address. */
[[nodiscard]] MessageRecipient recipient_for(NullableText const &set_by_application, Lead const &lead,
                                             std::string_view channel);
/** Of the message that a run of the automation writes. */
[[nodiscard]] MessageRecipient recipient_for(Automation const &automation, Lead const &lead);
/** Of a message that is written; `automation` as it is now, null where it is gone. What was written to somebody of the
 * business is never sent to the lead instead. Whoever sends a message, or says whether it would be sent, asks here. */
[[nodiscard]] MessageRecipient recipient_for(WrittenTo const &message, Automation const *automation, Lead const &lead,
                                             std::string_view channel);

/** True where the automation's messages about the lead go to somebody of the business. */
[[nodiscard]] bool writes_notice(Automation const &automation, Lead const &lead);

/** Whether the lead's row has the address, in whatever spelling, where the channel uses it. */
[[nodiscard]] bool is_address_of(Lead const &lead, std::string_view channel, std::string_view address);

/** The address that consent is asked of: of a message to the lead the one above, else the recipient. */
[[nodiscard]] NullableText consent_address(Automation const &automation, Lead const &lead);

}  // namespace automation::core
