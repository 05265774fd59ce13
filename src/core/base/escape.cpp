#include "core/base/escape.hpp"

#include "core/base/strings.hpp"

namespace automation::core {
namespace {

std::string_view entity_of(char c) noexcept
{
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        case '\n':
            return "<br>\n";
        default:
            return {};
    }
}

bool is_unreserved(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

}  // namespace

void append_escaped(std::string &out, std::string_view value, Part part)
{
    if (part == Part::text) {
        out += value;
    } else if (part == Part::header) {
        append_clean(out, value, Lines::join);
    } else {
        for (char const c : value) {
            auto const entity = entity_of(c);
            if (entity.empty())
                out += c;
            else
                out += entity;
        }
    }
}

std::string percent_encoded(std::string_view value)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(value.size());
    for (char const c : value) {
        auto const byte = static_cast<unsigned char>(c);
        if (is_unreserved(c))
            out += c;
        else
            (((out += '%') += digits[byte >> 4U]) += digits[byte & 0xFU]);
    }
    return out;
}

}  // namespace automation::core
