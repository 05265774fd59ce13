#include "net/private_address.hpp"

#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

namespace automation::net {

namespace {

template <std::size_t N>
struct Range {
    std::array<std::uint8_t, N> first;
    unsigned bits;
};

constexpr std::array<Range<4>, 15> ranges_of_4{{
    {{0, 0, 0, 0}, 8},        // this network
    {{10, 0, 0, 0}, 8},       // private
    {{100, 64, 0, 0}, 10},    // a carrier's inside
    {{127, 0, 0, 0}, 8},      // this machine
    {{169, 254, 0, 0}, 16},   // link-local: metadata of clouds
    {{172, 16, 0, 0}, 12},    // private
    {{192, 0, 0, 0}, 24},     // protocols
    {{192, 0, 2, 0}, 24},     // documentation
    {{192, 88, 99, 0}, 24},   // 6to4 relays
    {{192, 168, 0, 0}, 16},   // private
    {{198, 18, 0, 0}, 15},    // benchmarks
    {{198, 51, 100, 0}, 24},  // documentation
    {{203, 0, 113, 0}, 24},   // documentation
    {{224, 0, 0, 0}, 4},      // multicast
    {{240, 0, 0, 0}, 4},      // reserved
}};

constexpr std::array<Range<16>, 13> ranges_of_6{{
    {{}, 96},                                          // ::, ::1, IPv4-compatible
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96},  // IPv4-mapped
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96},        // IPv4-translated
    {{0, 0x64, 0xff, 0x9b}, 96},                       // NAT64
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 48},                 // NAT64 of one's own
    {{0x01, 0x00}, 64},                                // discard
    {{0x20, 0x01}, 23},                                // protocols, Teredo among them
    {{0x20, 0x01, 0x0d, 0xb8}, 32},                    // documentation
    {{0x20, 0x02}, 16},                                // 6to4
    {{0xfc}, 7},                                       // private
    {{0xfe, 0x80}, 10},                                // link-local
    {{0xfe, 0xc0}, 10},                                // site-local
    {{0xff}, 8},                                       // multicast
}};

template <std::size_t N>
bool in_range(std::array<std::uint8_t, N> const &address, Range<N> const &range) noexcept
{
    std::size_t const whole = range.bits / 8;
    if (!std::equal(address.begin(), address.begin() + whole, range.first.begin())) return false;
    if (range.bits % 8 == 0) return true;
    auto const mask = static_cast<std::uint8_t>(0xff00U >> (range.bits % 8));
    return (address[whole] & mask) == range.first[whole];
}

template <std::size_t N>
bool in_any(void const *bytes, std::span<Range<N> const> ranges) noexcept
{
    std::array<std::uint8_t, N> address{};
    std::memcpy(address.data(), bytes, N);
    return std::ranges::any_of(ranges, [&](Range<N> const &range) { return in_range(address, range); });
}

bool is_private_4(void const *bytes) noexcept
{
    return in_any<4>(bytes, ranges_of_4);
}

bool is_private_6(void const *bytes) noexcept
{
    return in_any<16>(bytes, ranges_of_6);
}

}  // namespace

bool is_private_address(sockaddr const &address) noexcept
{
    void const *const any = &address;
    if (address.sa_family == AF_INET) return is_private_4(&static_cast<sockaddr_in const *>(any)->sin_addr);
    if (address.sa_family == AF_INET6) return is_private_6(&static_cast<sockaddr_in6 const *>(any)->sin6_addr);
    return true;
}

bool is_private_address(char const *numeric) noexcept
{
    if (numeric == nullptr) return true;
    std::string_view const all(numeric);
    auto const text = all.substr(0, all.find('%'));  // the link that a link-local address belongs to
    std::array<char, INET6_ADDRSTRLEN> plain{};
    if (text.size() >= plain.size()) return true;
    std::ranges::copy(text, plain.begin());
    in_addr four{};
    in6_addr six{};
    if (inet_pton(AF_INET, plain.data(), &four) == 1) return is_private_4(&four);
    if (inet_pton(AF_INET6, plain.data(), &six) == 1) return is_private_6(&six);
    return true;
}

bool names_private_address(std::string const &host)
{
    std::string const name = core::lower_ascii(host.ends_with('.') ? host.substr(0, host.size() - 1) : host);
    if (name.empty()) {
        return false;
    }
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;  // looks nothing up
    addrinfo *found = nullptr;
    if (getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) {
        return name == "localhost" || name.ends_with(".localhost");  // RFC 6761
    }
    bool const is_private = is_private_address(*found->ai_addr);
    freeaddrinfo(found);
    return is_private;
}

}  // namespace automation::net
