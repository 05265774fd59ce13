#include "core/contact_address.hpp"

#include "core/letter_case.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace automation::core {

namespace {

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/** `Ann Lee <ann@example.com>` means what stands in the angles. */
std::string_view without_name(std::string_view written) noexcept
{
    auto const open = written.rfind('<');
    auto const close = written.rfind('>');
    if (open != std::string_view::npos && close != std::string_view::npos && open < close)
        return written.substr(open + 1, close - open - 1);
    return written;
}

/** None of several: what is left must not be read as something else when it is read again. */
std::string_view without_schemes(std::string_view written) noexcept
{
    static constexpr std::array<std::string_view, 5> schemes{"whatsapp:", "mailto:", "tel:", "sms:", "smsto:"};
    for (auto const scheme : schemes)
        if (written.starts_with(scheme)) return without_schemes(trim(written.substr(scheme.size())));
    return written;
}

std::optional<ContactAddress> read_email(std::string_view lowered)
{
    std::string address(lowered);
    auto const at = address.find('@');
    bool const usable = at != std::string::npos && at > 0 && at + 1 < address.size() && address.size() <= 254 &&
                        std::ranges::none_of(address, [](char c) { return c == ' ' || c == '<' || c == '>'; });
    return usable ? std::optional(ContactAddress{ContactAddress::Kind::email, std::move(address)}) : std::nullopt;
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
    std::string const lowered = to_lower(written);
    std::string_view const address = without_schemes(trim(without_name(trim(lowered))));
    if (channel == "webhook") return read_lead(address);
    if (channel == "email") return read_email(address);
    if (channel == "sms" || channel == "whatsapp") return read_phone(address);
    return address.find('@') == std::string_view::npos ? read_phone(address) : read_email(address);
}

std::string comparable_address(std::string_view channel, std::string_view written)
{
    auto address = read_address(channel, written);
    return address ? std::move(address->value) : std::string(trim(written));
}

}  // namespace automation::core
