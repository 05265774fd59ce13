#include "core/crm/contact_address.hpp"

#include "core/crm/address_spelling.hpp"
#include "core/base/base64.hpp"
#include "core/base/hmac.hpp"
#include "core/base/unicode_case.hpp"
#include "core/crm/mail_address.hpp"
#include "core/crm/phone_plan.hpp"
#include "core/crm/phone_text.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool usable_in_mail(std::string_view address)
{
    auto const at = address.rfind('@');
    return at != std::string_view::npos && at > 0 && at + 1 < address.size() && address.size() <= 254 &&
           std::ranges::none_of(address, [](char c) { return std::string_view(" <>,;").find(c) != std::string::npos; });
}

std::optional<ContactAddress> read_email(std::string_view bare)
{
    std::string address = to_lower(without_trimmings(bare));
    if (!usable_in_mail(address)) return std::nullopt;
    // A domain in other letters and its ASCII form are one.
    auto const at = address.rfind('@');
    if (auto const host = ascii_host(std::string_view(address).substr(at + 1))) {
        address.replace(at + 1, std::string::npos, *host);
        address.resize(without_trimmings(address).size());
    }
    return usable_in_mail(address) ? std::optional(ContactAddress{ContactAddress::Kind::email, std::move(address)})
                                   : std::nullopt;
}

/** The digits of what is no number: somebody's at home, of nobody knows which country. */
std::string digits_of(std::string_view written)
{
    auto const text = read_phone_text(written);
    return text && !text->plus && !text->words ? text->dialled() : std::string();
}

std::optional<ContactAddress> read_phone(std::string_view written, std::string_view country)
{
    auto number = phone_number(written, country, NoPrefix::international);
    return number ? std::optional(ContactAddress{ContactAddress::Kind::phone, std::move(*number)}) : std::nullopt;
}

std::optional<ContactAddress> read_lead(std::string_view written)
{
    constexpr std::size_t digits_of_an_id = 18;
    bool const number = !written.empty() && written.size() <= digits_of_an_id && std::ranges::all_of(written, is_digit);
    return number ? std::optional(ContactAddress{ContactAddress::Kind::lead, std::string(written)}) : std::nullopt;
}

}  // namespace

std::optional<ContactAddress> read_address(std::string_view channel, std::string_view written, std::string_view country)
{
    if (written.size() > longest_written_address) return std::nullopt;
    std::string const address = bare_address(written);
    if (channel == "webhook") return read_lead(address);
    if (channel == "email") return read_email(address);
    if (channel == "sms" || channel == "whatsapp") return read_phone(address, country);
    return address.find('@') == std::string::npos ? read_phone(address, country) : read_email(address);
}

std::vector<std::string> mail_spellings(std::string_view address)
{
    std::vector<std::string> spellings{std::string(address)};
    auto const host = address.substr(address.rfind('@') + 1);
    if (auto const letters = unicode_host(host)) {
        spellings.push_back(std::string(address.substr(0, address.size() - host.size())) + *letters);
    }
    return spellings;
}

std::string comparable_address(std::string_view channel, std::string_view written, std::string_view country)
{
    if (written.starts_with(hashed_prefix)) return std::string(written);
    if (written.size() > longest_written_address) return std::string(written);
    std::string const address = bare_address(written);
    bool const number = channel != "email" && channel != "webhook" && address.find('@') == std::string::npos;
    if (number) {
        // As people write, before as gateways do.
        auto found = phone_number(address, country, NoPrefix::local);
        if (!found) found = phone_number(address, {}, NoPrefix::international);
        if (found) return *std::move(found);
        auto digits = digits_of(address);
        return digits.empty() ? address : digits;
    }
    if (auto found = read_address(channel, address, country)) return std::move(found->value);
    return channel == "webhook" ? address : to_lower(without_trimmings(address));
}

namespace {

/** The digits of a number of the country as they are dialled there, which it has while its country is not known. */
std::vector<std::string> national_forms(std::string_view number, std::string_view country)
{
    PhonePlan const *const plan = plan_of_country(country);
    if (plan == nullptr || !number.starts_with('+') || !number.substr(1).starts_with(plan->country_code)) return {};
    std::string const own(number.substr(1 + std::string_view(plan->country_code).size()));
    if (plan->national_prefix == nullptr) return {own};
    return {plan->national_prefix + own, own};
}

}  // namespace

std::vector<std::string> comparable_addresses(std::string_view channel, std::string_view written,
                                              std::string_view country)
{
    std::vector<std::string> forms{comparable_address(channel, written, country)};
    auto const add = [&](std::string form) {
        if (std::ranges::find(forms, form) == forms.end()) forms.push_back(std::move(form));
    };
    bool const number = channel != "email" && channel != "webhook" && forms[0].find('@') == std::string::npos;
    if (!number || written.starts_with(hashed_prefix) || written.size() > longest_written_address) return forms;
    if (!country.empty()) add(comparable_address(channel, written, {}));
    for (std::string &digits : national_forms(forms[0], country)) {
        add(std::move(digits));
    }
    std::string bare = bare_address(written);
    auto const text = read_phone_text(bare);
    if (!text) return forms;
    std::string const digits = (text->plus ? "+" : "") + text->digits;
    if (text->words) {
        add(std::move(bare));
    } else if (!text->plus || is_e164(digits)) {
        add(digits);
    }
    return forms;
}

std::string sendable_address(std::string_view channel, std::string_view written, std::string_view country)
{
    if (written.size() > longest_written_address) return std::string(written);
    bool const number = channel == "sms" || channel == "whatsapp";
    if (!number && channel != "email") return std::string(trim(written));
    std::string const address = bare_address(written);
    if (number) {
        auto found = phone_number(address, country, NoPrefix::local);
        return found ? std::move(*found) : std::string(trim(written));
    }
    auto const inner = without_trimmings(address);
    return usable_in_mail(inner) ? std::string(inner) : std::string(trim(written));
}

std::string key_fingerprint(std::string_view key)
{
    constexpr std::size_t bytes = 6;
    return base64url(hmac_sha256(key, "automation key\n").substr(0, bytes)) + ":";
}

std::string hashed_address(std::string_view tenant, std::string_view comparable, std::string_view key,
                           std::string_view fingerprint)
{
    constexpr std::size_t bytes = 16;
    std::string text = "automation address\n";
    text += std::to_string(tenant.size()) + "\n";
    text += tenant;
    text += comparable;
    return std::string(hashed_prefix) + std::string(fingerprint) + base64url(hmac_sha256(key, text).substr(0, bytes));
}

}  // namespace automation::core
