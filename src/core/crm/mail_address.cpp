#include "core/crm/mail_address.hpp"

#include "core/base/strings.hpp"

#include <algorithm>
#include <memory>

#include <idn2.h>

namespace automation::core {

namespace {

constexpr std::size_t longest_address = 254;
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_domain = 253;

bool is_ascii(std::string_view text) noexcept
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

bool is_host_character(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

MailAddress unusable(char const *problem)
{
    return {{}, problem};
}

struct FreeName {
    void operator()(char *name) const noexcept { idn2_free(name); }
};

std::optional<std::string> to_ascii(std::string const &name)
{
    char *converted = nullptr;
    int const flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
    if (idn2_to_ascii_8z(name.c_str(), &converted, flags) != IDN2_OK) return std::nullopt;
    std::unique_ptr<char, FreeName> const owned(converted);
    return std::string(converted);
}

}  // namespace

std::optional<std::string> ascii_host(std::string_view name)
{
    if (name.empty() || name.size() > 4 * longest_domain || name.find('\0') != std::string_view::npos) {
        return std::nullopt;
    }
    auto host = is_ascii(name) ? std::optional(std::string(name)) : to_ascii(std::string(name));
    bool const fits = host && !host->empty() && host->size() <= longest_domain &&
                      std::ranges::all_of(*host, is_host_character) && !host->starts_with('.') &&
                      !host->starts_with('-') && host->find("..") == std::string::npos;
    return fits ? host : std::nullopt;
}

std::optional<std::string> unicode_host(std::string_view ascii)
{
    if (ascii.find("xn--") == std::string_view::npos) return std::nullopt;
    char *converted = nullptr;
    if (idn2_to_unicode_8z8z(std::string(ascii).c_str(), &converted, 0) != IDN2_OK) return std::nullopt;
    std::unique_ptr<char, FreeName> const owned(converted);
    return converted == ascii ? std::nullopt : std::optional(std::string(converted));
}

MailAddress mail_address(std::string_view stored)
{
    auto const at = stored.rfind('@');
    if (at == std::string_view::npos) return unusable("has no @");
    auto const local = stored.substr(0, at);
    if (!is_ascii(local)) return unusable("has characters before the @ that mail servers do not accept");
    if (local.size() > longest_local_part) return unusable("is longer than 64 characters before the @");
    auto const domain = ascii_host(stored.substr(at + 1));
    if (!domain) return unusable("has no valid domain after the @");
    auto wire = std::string(local) + "@" + *domain;
    if (wire.size() > longest_address) return unusable("is longer than 254 characters");
    if (!looks_like_email(wire)) return unusable("is not an address of the form name@example.com");
    return {std::move(wire), {}};
}

bool usable_mail_address(std::string_view stored)
{
    return looks_like_email(stored) || mail_address(stored).usable();
}

}  // namespace automation::core
