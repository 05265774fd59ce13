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
