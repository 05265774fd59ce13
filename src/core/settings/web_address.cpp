#include "core/settings/web_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace automation::core {

namespace {

/** ASCII's cases only, both ways: a scheme and a host may be written in either. */
bool begins_with(std::string_view text, std::string_view lower) noexcept
{
    auto const same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; };
    return text.size() >= lower.size() && std::ranges::equal(text.substr(0, lower.size()), lower, same);
}

bool is_host(std::string_view host) noexcept
{
    auto const in_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    };
    auto const in_number = [](char c) {
        return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' || c == '.';
    };
    if (host.starts_with('[') && host.ends_with(']') && host.size() > 3)
        return std::ranges::all_of(host.substr(1, host.size() - 2), in_number);
    return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, in_name);
}

bool is_port(std::string_view text) noexcept
{
    int port = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port > 0 && port <= 65'535;
}

bool is_this_machine(std::string_view host) noexcept
{
    constexpr std::array<std::string_view, 3> names{"localhost", "127.0.0.1", "[::1]"};
    return std::ranges::any_of(
        names, [&](std::string_view name) { return host.size() == name.size() && begins_with(host, name); });
}

struct Authority {
    std::string_view host, port;
    bool has_port = false;
};

Authority take_apart(std::string_view authority) noexcept
{
    auto const colon = authority.rfind(':');
    auto const bracket = authority.rfind(']');
    if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket))
        return {authority, {}, false};
    return {authority.substr(0, colon), authority.substr(colon + 1), true};
}

std::string_view authority_of(std::string_view url) noexcept
{
    auto const rest = url.substr(url.find("//") + 2);
    return rest.substr(0, rest.find_first_of("/?#"));
}

}  // namespace

bool is_plain_http(std::string_view url) noexcept
{
    return begins_with(url, "http://");
}

std::string_view host_of_address(std::string_view url) noexcept
{
    std::string_view const host = take_apart(authority_of(url)).host;
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

std::string_view problem_with_address(std::string_view url, bool machine) noexcept
{
    constexpr std::string_view https = "https://";
    bool const plain = is_plain_http(url);
    if (!plain && !begins_with(url, https)) return "It does not begin with https://.";
    if (url.size() > 2'000) return "The address is longer than 2000 bytes.";
    if (std::ranges::any_of(url, [](char c) { return c <= ' ' || c > '~' || c == '\\'; }))
        return "The address contains a blank, a control character, a backslash or a non-ASCII character.";
    auto const authority = authority_of(url);
    if (authority.find('@') != std::string_view::npos) return "The address contains a user or a password.";
    if (url.find('#') != std::string_view::npos) return "The address contains a fragment.";
    auto const [host, port, has_port] = take_apart(authority);
    if (!is_host(host) || (has_port && !is_port(port))) return "The host or port of the address is malformed.";
    if (plain && !(machine && is_this_machine(host)))
        return machine ? "Plain http is allowed for this machine only (localhost, 127.0.0.1, [::1])."
                       : "It does not begin with https://.";
    return {};
}

}  // namespace automation::core
