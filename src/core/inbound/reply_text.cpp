#include "core/inbound/reply_text.hpp"

#include "core/base/strings.hpp"
#include "core/inbound/html_text.hpp"
#include "core/inbound/mail_lines.hpp"

#include <algorithm>
#include <vector>

namespace automation::core::inbound {

namespace {

constexpr std::size_t longest_html = 65536;  // bytes of markup that are looked at
constexpr std::size_t longest_text = 8000;   // bytes of text

using Lines = std::vector<std::string>;

Lines split_lines(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.emplace_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

bool is_quoted(std::string_view line)
{
    auto const text = trim(line);
    return text.starts_with('>') || text.starts_with("|>") || text.starts_with("＞");
}

std::size_t next_text(Lines const &lines, std::size_t at)
{
    while (at < lines.size() && is_blank(lines[at]))
        ++at;
    return at;
}

/** How many of the lines that end at `last` are its attribution; 0 where it is none. */
std::size_t attribution_lines(Lines const &lines, std::size_t last)
{
    auto const end = trim(lines[last]);
    if (!end.ends_with(':') && !end.ends_with("：")) return 0;
    std::string joined;
    for (std::size_t count = 1; count <= 4 && count <= last + 1; ++count) {
        std::string const &line = lines[last + 1 - count];
        if (count > 1 && is_blank(line)) return 0;
        joined.insert(0, joined.empty() ? "" : " ");
        joined.insert(0, line);
        if (is_attribution(joined)) return count;
    }
    return 0;
}

/** "From: …" and one more field below it. */
bool begins_field_block(Lines const &lines, std::size_t at)
{
    if (!is_mail_field(lines[at])) return false;
    for (std::size_t below = at + 1, seen = 0; below < lines.size() && seen < 3; ++below) {
        if (is_blank(lines[below])) continue;
        if (is_mail_field(lines[below])) return true;
        ++seen;
    }
    return false;
}

/** A quote begins: "Ann says:" above it belongs to what it introduces. */
void drop_introduction(Lines &own)
{
    while (!own.empty() && is_blank(own.back()))
        own.pop_back();
    if (!own.empty() && trim(own.back()).ends_with(':')) own.pop_back();
}

void drop_last(Lines &own, std::size_t count)
{
    for (std::size_t i = 0; i < count && !own.empty(); ++i)
        own.pop_back();
}

/** Whether the text below an attribution is marked as a quote. */
bool is_quote_marked(Lines const &lines, std::size_t at)
{
    auto const below = next_text(lines, at);
    return below < lines.size() && is_quoted(lines[below]);
}

/** "On Mon, Jun 2, 2025 at 7:01 AM, Ann<ann@x.example> wrote:   We miss you!": the quote stands behind it. */
bool quotes_in_line(std::string_view line)
{
    auto const address = line.find('>');
    if (address == std::string_view::npos || line.find('@') > address) return false;
    auto const colon = line.find(':', address);
    return colon != std::string_view::npos && is_attribution(line.substr(0, colon + 1));
}

bool is_begun(Lines const &own)
{
    return std::ranges::any_of(own, [](auto const &line) { return !is_blank(line); });
}

/** The lines that are the writer's own, down to where the mail below begins. */
Lines own_lines(Lines const &lines)
{
    Lines own;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        std::string const &line = lines[at];
        bool const begun = is_begun(own);
        if (line == "--" || line == "-- ") break;
        if (is_divider(line) || begins_field_block(lines, at)) {
            if (begun || begins_field_block(lines, at)) break;
            continue;
        }
        if (begun && quotes_in_line(line)) break;
        if (is_quoted(line)) {
            drop_introduction(own);
            continue;
        }
        if (auto const count = attribution_lines(lines, at)) {
            drop_last(own, count - 1);
            if (is_quote_marked(lines, at + 1) || !begun) continue;
            break;
        }
        own.push_back(line);
    }
    return own;
}

std::string join(Lines const &lines, std::size_t first, std::size_t last)
{
    std::string text;
    for (std::size_t at = first; at < last; ++at) {
        text += lines[at];
        text += '\n';
    }
    return text;
}

/** Where the signature begins: a closing formula or a name, and nothing but short lines below it. */
std::size_t signature_start(Lines const &lines)
{
    bool begun = false;
    bool gap = false;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        if (is_blank(lines[at])) {
            gap = begun;
            continue;
        }
        bool const starts =
            begun && (is_closing(lines[at]) ||
                      (is_name(lines[at]) && (gap || at + 1 == lines.size() || !lines[at - 1].ends_with(','))));
        bool const small = std::ranges::all_of(lines.begin() + static_cast<std::ptrdiff_t>(at), lines.end(),
                                               [](auto const &line) { return line.size() < 90; });
        if (starts && small && lines.size() - at <= 14) return at;
        begun = true;
        gap = false;
    }
    return lines.size();
}

}  // namespace

std::string mail_text(std::string_view body)
{
    if (!looks_like_html(body)) return std::string(clip_bytes(body, longest_text));
    std::string const text = html_text(clip_bytes(body, longest_html));
    return std::string(clip_bytes(text, longest_text));
}

MailReply find_reply(std::string_view body)
{
    Lines own = own_lines(split_lines(mail_text(body)));
    std::erase_if(own, [](std::string const &line) { return is_client_note(line) || is_legal_notice(line); });
    while (!own.empty() && is_blank(own.back()))
        own.pop_back();
    auto const end = signature_start(own);
    return {join(own, 0, end), join(own, end, own.size())};
}

}  // namespace automation::core::inbound
