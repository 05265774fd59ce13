#include "core/decisions/recipient.hpp"

#include "core/base/strings.hpp"
#include "core/crm/contact_address.hpp"
#include "core/crm/mail_address.hpp"
#include "core/crm/phone_number.hpp"

#include <utility>

namespace automation::core {

namespace {

/** Without blanks around it. */
NullableText mail_of(Lead const &lead)
{
    auto const address = nonblank(lead.email);
    if (!address) {
        return std::nullopt;
    }
    auto const bare = trim(*address);
    return usable_mail_address(bare) ? NullableText(std::string(bare)) : std::nullopt;
}

MessageRecipient addressed(Addressee const &to, Lead const &lead, std::string_view channel)
{
    auto const written = written_address(to, lead);
    if (!written) {
        return {std::nullopt, "the lead has no " + to.written, true};
    }
    auto address = usable_address(channel, *written, lead.country);
    if (!address) {
        std::string const what = to.field ? to.written + " of the lead, " + quote_value(*written) + "," : to.written;
        return {std::nullopt, what + " is not " + std::string(kind_of_address(channel)), true};
    }
    bool const own = is_address_of(lead, channel, *address);
    return {std::move(address), {}, !own};
}

}  // namespace

NullableText recipient_of(Lead const &lead, std::string_view channel)
{
    if (channel == "email") {
        return mail_of(lead);
    }
    if (channel == "sms" || channel == "whatsapp") {
        return lead.phone ? phone_number(*lead.phone, lead.country, NoPrefix::local) : std::nullopt;
    }
    if (channel == "webhook") {
        return std::to_string(number(lead.id));
    }
    if (auto mail = mail_of(lead)) {
        return mail;
    }
    auto phone = lead.phone ? phone_number(*lead.phone, lead.country, NoPrefix::local) : std::nullopt;
    return phone ? phone : lead.phone;
}

NullableText consent_address(Lead const &lead, std::string_view channel)
{
    if (auto address = recipient_of(lead, channel)) {
        return address;
    }
    bool const number = channel == "sms" || channel == "whatsapp";
    NullableText const &written = number || (channel != "email" && !lead.email) ? lead.phone : lead.email;
    return nonblank(written) ? written : std::nullopt;
}

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

MessageRecipient recipient_for(Automation const &automation, Lead const &lead)
{
    return automation.to ? addressed(*automation.to, lead, automation.channel)
                         : recipient_for(std::nullopt, lead, automation.channel);
}

MessageRecipient recipient_for(WrittenTo const &message, Automation const *automation, Lead const &lead,
                               std::string_view channel)
{
    if (message.set_by_application) {
        MessageRecipient recipient = recipient_for(message.set_by_application, lead, channel);
        recipient.notice = message.notice && !(recipient.address && is_address_of(lead, channel, *recipient.address));
        return recipient;
    }
    if (automation != nullptr && automation->to && (message.of_automation || message.notice)) {
        return addressed(*automation->to, lead, channel);
    }
    if (message.notice) {
        return {std::nullopt, "its automation no longer says to whom it was written", true};
    }
    return recipient_for(std::nullopt, lead, channel);
}

bool writes_notice(Automation const &automation, Lead const &lead)
{
    return automation.to && recipient_for(automation, lead).notice;
}

bool is_address_of(Lead const &lead, std::string_view channel, std::string_view address)
{
    auto const is = [&](NullableText const &own, std::string_view compared_as) {
        return nonblank(own) && comparable_address(compared_as, *own, lead.country) ==
                                    comparable_address(compared_as, address, lead.country);
    };
    if (channel == "email") {
        return is(lead.email, channel);
    }
    if (channel == "sms" || channel == "whatsapp") {
        return is(lead.phone, channel);
    }
    // A channel that takes both; a webhook gets the lead's id where nothing else is said.
    constexpr std::string_view either = "all";
    bool const by_id = channel == "webhook" && trim(address) == std::to_string(number(lead.id));
    return by_id || is(lead.email, either) || is(lead.phone, either);
}

NullableText consent_address(Automation const &automation, Lead const &lead)
{
    return automation.to ? recipient_for(automation, lead).address : consent_address(lead, automation.channel);
}

}  // namespace automation::core
