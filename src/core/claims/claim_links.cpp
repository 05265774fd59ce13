/* Finds links and e-mail addresses: all that a mail program might make clickable. */
#include "core/claims/claim_scan.hpp"

#include <algorithm>
#include <array>

#include "core/base/strings.hpp"

namespace automation::core {

namespace {

constexpr std::string_view separators = " \t\n\r,;\"'<>()[]{}|`*";
constexpr std::string_view trailing = ".:!?";

bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/** Endings that are clickable however they are written; others count only in lower case, because a sentence that
 *  begins without a blank ("soon.We") is no domain. */
bool is_common_ending(std::string_view ending) noexcept
{
    static constexpr std::array<std::string_view, 24> endings{
        "com", "net", "org", "info", "biz", "io", "co", "app", "dev", "me",  "eu",  "uk",
        "de",  "fr",  "it",  "es",   "nl",  "ch", "at", "ru",  "cn",  "xyz", "top", "online"};
    return std::ranges::count(endings, lower_ascii(ending)) > 0;
}

bool is_label_byte(char c) noexcept
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/** host.tld, host.tld/path, host.tld:port */
bool looks_like_host(std::string_view token) noexcept
{
    auto const host = token.substr(0, token.find_first_of("/:?#"));
    auto const dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    if (!std::ranges::all_of(host, [](char c) { return is_label_byte(c) || c == '.'; })) return false;
    auto const ending = host.substr(dot + 1);
    bool const international = ending.starts_with("xn--") || ending == "\xD1\x80\xD1\x84";  // the Cyrillic .rf
    if (international) return true;
    if (ending.size() < 2 || !std::ranges::all_of(ending, is_letter)) return false;
    if (host.size() < token.size() && token[host.size()] == '/') return true;
    bool const lower = std::ranges::none_of(ending, [](char c) { return c >= 'A' && c <= 'Z'; });
    return lower || is_common_ending(ending);
}

bool looks_like_address(std::string_view token) noexcept
{
    auto const at = token.rfind('@');
    return at != std::string_view::npos && at > 0 && token.find('.', at) != std::string_view::npos;
}

bool looks_like_link(std::string_view token) noexcept
{
    auto const scheme = token.find("://");
    bool const has_scheme = scheme != std::string_view::npos && scheme > 0 && is_letter(token[scheme - 1]);
    return has_scheme || lower_ascii(token.substr(0, 4)) == "www." || looks_like_host(token);
}

std::string normal_link(std::string_view token)
{
    std::string link = lower_ascii(token);
    if (auto const scheme = link.find("://"); scheme != std::string::npos) link.erase(0, scheme + 3);
    if (link.starts_with("www.")) link.erase(0, 4);
    while (link.ends_with('/'))
        link.pop_back();
    return link;
}

std::string normal_address(std::string_view token)
{
    std::string address = lower_ascii(token);
    if (address.starts_with("mailto:")) address.erase(0, 7);
    return address;
}

}  // namespace

void find_links(Scan &scan)
{
    std::string_view const text = scan.text;
    for (std::size_t begin = 0; begin < text.size();) {
        begin = std::min(text.find_first_not_of(separators, begin), text.size());
        auto const end = std::min(text.find_first_of(separators, begin), text.size());
        auto token = text.substr(begin, end - begin);
        while (!token.empty() && trailing.find(token.back()) != std::string_view::npos)
            token.remove_suffix(1);
        if (looks_like_address(token))
            scan.claim(ClaimKind::email, normal_address(token), begin, token.size());
        else if (looks_like_link(token))
            scan.claim(ClaimKind::link, normal_link(token), begin, token.size());
        begin = end;
    }
}

}  // namespace automation::core
