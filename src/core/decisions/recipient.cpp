#include "core/decisions/recipient.hpp"

#include "core/base/strings.hpp"
#include "core/crm/contact_address.hpp"
#include "core/crm/mail_address.hpp"
#include "core/decisions/decide.hpp"

#include <utility>

namespace automation::core {

MessageRecipient recipient_for(NullableText const &set_by_application, Lead const &lead, std::string_view channel)
{
    if (!set_by_application) {
        auto address = recipient_of(lead, channel);
        std::string problem = address ? std::string() : "the lead has no address for " + std::string(channel);
        return {std::move(address), std::move(problem)};
    }
    std::string address = sendable_address(channel, *set_by_application, lead.country);
    auto const problem = [&](std::string_view kind) {
        return "the recipient " + quote_value(*set_by_application) + " of the message is not " + std::string(kind);
    };
    if (channel == "email" && !usable_mail_address(address)) {
        return {std::nullopt, problem("an e-mail address")};
    }
    if ((channel == "sms" || channel == "whatsapp") && !is_e164(address)) {
        return {std::nullopt, problem("a number with its country code")};
    }
    return {std::move(address), {}};
}

}  // namespace automation::core
