#include "core/crm/contact_address.hpp"

#include "core/crm/address_spelling.hpp"
#include "core/base/base64.hpp"
#include "core/base/hmac.hpp"
#include "core/base/unicode_case.hpp"
#include "core/crm/mail_address.hpp"
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

/** Digits behind a plus; nothing when something stands there that no number has. */
std::optional<std::string> digits_of(std::string_view written)
{
    std::string digits;
    while (!written.empty()) {
        if (!digits.empty() && written.starts_with("(0)")) {
            written.remove_prefix(3);  // the zero is dialled only at home
            continue;
        }
        char const c = written.front();
        written.remove_prefix(1);
        bool const plus = c == '+' && digits.empty();
        if (is_digit(c) || plus)
            digits += c;
        else if (std::string_view(" -./()\t").find(c) == std::string_view::npos)
            return std::nullopt;
    }
    return digits;
}

std::optional<ContactAddress> read_phone(std::string_view written)
{
    auto number = phone_number(written, NoPrefix::international);
    return number ? std::optional(ContactAddress{ContactAddress::Kind::phone, std::move(*number)}) : std::nullopt;
}

std::optional<ContactAddress> read_lead(std::string_view written)
{
    constexpr std::size_t digits_of_an_id = 18;
    bool const number = !written.empty() && written.size() <= digits_of_an_id && std::ranges::all_of(written, is_digit);
    return number ? std::optional(ContactAddress{ContactAddress::Kind::lead, std::string(written)}) : std::nullopt;
}

}  // namespace

std::optional<std::string> phone_number(std::string_view written, NoPrefix without_prefix)
{
    auto digits = digits_of(trim(written));
    if (!digits) return std::nullopt;
    if (digits->starts_with("00"))
        digits->replace(0, 2, "+");
    else if (!digits->starts_with('+') && without_prefix == NoPrefix::international)
        digits->insert(0, "+");
    return is_e164(*digits) ? std::move(digits) : std::nullopt;
}

std::optional<ContactAddress> read_address(std::string_view channel, std::string_view written)
{
    if (written.size() > longest_written_address) return std::nullopt;
    std::string const address = bare_address(written);
    if (channel == "webhook") return read_lead(address);
    if (channel == "email") return read_email(address);
    if (channel == "sms" || channel == "whatsapp") return read_phone(address);
    return address.find('@') == std::string::npos ? read_phone(address) : read_email(address);
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

std::string comparable_address(std::string_view channel, std::string_view written)
{
    if (written.starts_with(hashed_prefix)) return std::string(written);
    if (written.size() > longest_written_address) return std::string(written);
    if (auto address = read_address(channel, written)) return std::move(address->value);
    std::string const address = bare_address(written);
    if (channel == "email" || address.find('@') != std::string::npos) return to_lower(without_trimmings(address));
    // A number at home, of nobody knows which country, is still the same one when it is written in another way.
    auto const digits = digits_of(address);
    return digits && !digits->empty() && channel != "webhook" ? *digits : address;
}

std::string sendable_address(std::string_view channel, std::string_view written)
{
    if (written.size() > longest_written_address) return std::string(written);
    bool const number = channel == "sms" || channel == "whatsapp";
    if (!number && channel != "email") return std::string(trim(written));
    std::string const address = bare_address(written);
    if (number) {
        auto found = phone_number(address, NoPrefix::local);
        return found ? std::move(*found) : std::string(trim(written));
    }
    auto const inner = without_trimmings(address);
    return usable_in_mail(inner) ? std::string(inner) : std::string(trim(written));
}

std::string hashed_address(std::string_view tenant, std::string_view comparable, std::string_view key)
{
    constexpr std::size_t bytes = 16;
    std::string text = "automation address\n";
    text += std::to_string(tenant.size()) + "\n";
    text += tenant;
    text += comparable;
    return std::string(hashed_prefix) + base64url(hmac_sha256(key, text).substr(0, bytes));
}

}  // namespace automation::core
