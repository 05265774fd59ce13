#include "core/report/error_group.hpp"

#include "core/base/strings.hpp"

#include <algorithm>

namespace automation::core {
namespace {

constexpr std::size_t longest_error = 200;
constexpr std::size_t longest_run_of_digits = 4;

bool has_long_number(std::string_view word) noexcept
{
    std::size_t digits = 0;
    return std::ranges::any_of(word, [&](char c) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        return digits > longest_run_of_digits;
    });
}

/** What stands around a word stays: quotes, brackets, punctuation. */
bool belongs_to_word(char c) noexcept
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("@+-_.%").find(c) != std::string_view::npos || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

void append_word(std::string &out, std::string_view word)
{
    if (word.find('@') != std::string_view::npos) {
        out += "<address>";
    } else {
        out += has_long_number(word) ? std::string_view("#") : word;
    }
}

}  // namespace

std::string error_group(std::string_view error)
{
    std::string const line = sanitized(error);
    std::string out;
    for (std::size_t at = 0; at < line.size();) {
        auto const *const begin = line.data() + at;
        auto const *const end = std::find_if_not(begin, line.data() + line.size(), belongs_to_word);
        append_word(out, {begin, end});
        at += static_cast<std::size_t>(end - begin);
        if (at < line.size()) {
            out += line[at++];
        }
    }
    return std::string(truncated(trim(out), longest_error));
}

}  // namespace automation::core
