#include "core/like.hpp"

#include "core/codepoints.hpp"

#include <optional>

namespace automation::core {

namespace {

/* The length of the character that begins at `at`. */
std::size_t character(std::string_view text, std::size_t at) noexcept
{
    std::string_view rest = text.substr(at);
    std::size_t const before = rest.size();
    (void)take_code_point(rest);
    return before - rest.size();
}

}  // namespace

bool is_like(std::string_view text, std::string_view pattern) noexcept
{
    struct Place {
        std::size_t text, pattern;
    };
    std::optional<Place> after_percent;  // where to try again, one character further
    std::size_t t = 0;
    std::size_t p = 0;
    while (t < text.size() || p < pattern.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            after_percent = Place{t, ++p};
            continue;
        }
        bool matches = false;
        std::size_t taken = 1;
        std::size_t asked = 1;
        if (t < text.size() && p < pattern.size()) {
            bool const escaped = pattern[p] == '\\' && p + 1 < pattern.size();
            asked = escaped ? 2 : 1;
            bool const any = pattern[p] == '_';
            taken = any ? character(text, t) : 1;
            matches = any || text[t] == pattern[p + asked - 1];
        }
        if (matches) {
            t += taken;
            p += asked;
        } else if (after_percent && after_percent->text < text.size()) {
            after_percent->text += character(text, after_percent->text);
            t = after_percent->text;
            p = after_percent->pattern;
        } else {
            return false;
        }
    }
    return true;
}

}  // namespace automation::core
