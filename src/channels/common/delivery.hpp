/* delivery.hpp — a message on its way to a provider, and what came of an attempt.
 *
 * The values between the worker, which decides whether and when, and the channels, which know how.
 */
#pragma once
#include "core/crm/entities.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace automation::channels {

/** One message, as it was stored before the network is touched. The same at every attempt. */
struct Delivery {
    core::MessageId id{};
    core::LeadId lead{};
    std::optional<core::BookingId> booking;
    std::optional<core::AutomationId> automation;
    std::string tenant;
    std::string channel;
    std::string recipient;    ///< as it is stored: an address, a number, anything
    bool to_the_lead = true;  ///< false: of a notice, and where an application gave an address that is not the lead's
    bool notice = false;  ///< to somebody of the business: no link to unsubscribe, no name of the lead as the reader's
    core::NullableText recipient_name;
    core::NullableText subject;
    std::string body;
    core::NullableText language;                   ///< BCP 47, of the lead, else the tenant
    core::NullableText text_language = {};         ///< of the text, where it is known to be another
    core::NullableText business_name;              ///< of the tenant
    core::Instant written_at;                      ///< created_at of the message: its Date
    std::string key;                               ///< a UUID that belongs to the message: Message-ID, Idempotency-Key
    std::string unsubscribe_token;                 ///< for automation_unsubscribe(); empty: no secret to sign with
    bool transactional = false;                    ///< about a booking of the lead's own, not advertising
    std::optional<core::Instant> last_inbound_at;  ///< WhatsApp: free text only within 24 hours of it
    std::string event;                             ///< what set it off, for a webhook

    [[nodiscard]] core::TenantKey<core::MessageId> message_key() const { return {id, tenant}; }
    [[nodiscard]] core::LeadKey lead_key() const { return {lead, tenant}; }
};

/** What came of an attempt. */
struct SendOutcome {
    enum class Kind {
        accepted,        ///< the provider has it; never again
        refused,         ///< this message, for good
        try_again,       ///< this message, later
        unknown,         ///< the provider may have it: the line broke before the answer
        channel_waits,   ///< nothing wrong with the message; the whole channel is to be left alone for a while
        channel_broken,  ///< credentials, settings: nothing leaves before a person has acted
    };
    Kind kind = Kind::try_again;
    std::string provider_message_id = {};
    std::string code = {};    ///< the provider's: "550 5.1.1", "21610", "HTTP 429"; short, safe to store
    std::string detail = {};  ///< for people; holds no secret, no text of the message
    std::optional<std::chrono::milliseconds> wait = {};  ///< what the provider asked for
    bool bad_address = false;     ///< the provider says that nothing will ever arrive there: suppress the address
    bool opted_out = false;       ///< the recipient has told the provider to stop
    bool blocked_window = false;  ///< WhatsApp: outside the 24 hours, and no template
    bool once_more = false;       ///< try_again: one more attempt, then it is refused
};

}  // namespace automation::channels
