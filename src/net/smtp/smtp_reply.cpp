#include "net/smtp/smtp_reply.hpp"

#include <algorithm>

namespace automation::net {

namespace {

constexpr std::size_t longest_text = 500;

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/** RFC 5321, 4.2: three digits, the first of them from 2 to 5; then nothing, a blank or a hyphen. */
bool begins_with_code(std::string_view line) noexcept
{
    return line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]) &&
           (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

}  // namespace

void SmtpReply::add(std::string_view line)
{
    while (line.ends_with('\n') || line.ends_with('\r'))
        line.remove_suffix(1);
    if (complete_) text_.clear();
    bool const has_code = begins_with_code(line);
    complete_ = !has_code || line.size() == 3 || line[3] == ' ';
    code_ = has_code ? (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0') : 0;
    if (!has_code) return;
    if (!text_.empty() && text_.size() < longest_text) text_ += ' ';
    for (char const c : line.substr(std::min<std::size_t>(4, line.size())))
        if (text_.size() < longest_text && static_cast<unsigned char>(c) >= ' ' && c != '\x7F') text_ += c;
}

}  // namespace automation::net
