#include "core/base/base64.hpp"

#include <cstdint>

namespace automation::core {

namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string encode(std::string_view bytes, std::string_view last_two)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        auto const group = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8U | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        for (std::size_t i = 0; i <= group.size(); ++i) {
            std::size_t const sextet = bits >> (18 - 6 * i) & 0x3FU;
            out += sextet < letters.size() ? letters[sextet] : last_two[sextet - letters.size()];
        }
    }
    return out;
}

std::optional<std::string> decode(std::string_view text, std::string_view last_two)
{
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned pending = 0;
    for (char const c : text) {
        std::size_t sextet = letters.find(c);
        if (sextet == std::string_view::npos) {
            std::size_t const last = last_two.find(c);
            if (last == std::string_view::npos) return std::nullopt;
            sextet = letters.size() + last;
        }
        bits = bits << 6U | static_cast<std::uint32_t>(sextet);
        pending += 6;
        if (pending >= 8) {
            pending -= 8;
            bytes += static_cast<char>(bits >> pending & 0xFFU);
        }
    }
    return bytes;
}

}  // namespace

std::string base64(std::string_view bytes)
{
    std::string out = encode(bytes, "+/");
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

std::string base64url(std::string_view bytes)
{
    return encode(bytes, "-_");
}

std::optional<std::string> from_base64(std::string_view text)
{
    if (text.size() % 4 == 0)
        for (int most = 2; most > 0 && text.ends_with('='); --most)
            text.remove_suffix(1);
    return decode(text, "+/");
}

std::optional<std::string> from_base64url(std::string_view text)
{
    return decode(text, "-_");
}

std::string hex(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        (out += digits[byte >> 4U]) += digits[byte & 0xFU];
    }
    return out;
}

}  // namespace automation::core
