#include "core/messages/inbound_kind.hpp"

#include "core/base/utf8.hpp"
#include "core/messages/inbound_words.hpp"
#include "core/base/unicode_case.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace automation::core {

namespace {

constexpr std::size_t longest_look = 4000;  // bytes of a text that are looked at
constexpr std::size_t longest_word = 120;   // bytes of a message that may be a word

/** Neither letter nor digit: punctuation of any script, blanks, what cannot be seen, emoji. */
bool is_trimming(char32_t code) noexcept
{
    if (code < 0x80) {
        bool const letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
        return !letter && !(code >= '0' && code <= '9');
    }
    struct Range {
        char32_t first, last;
    };
    static constexpr std::array<Range, 10> ranges{{{0x80, 0xA9},
                                                   {0xAB, 0xB4},
                                                   {0xB6, 0xB9},
                                                   {0xBB, 0xBF},
                                                   {0x60C, 0x61F},
                                                   {0x2000, 0x206F},
                                                   {0x2190, 0x2BFF},
                                                   {0x3000, 0x3004},
                                                   {0x3008, 0x303F},
                                                   {0xFE00, 0xFE4F}}};
    bool const listed =
        std::ranges::any_of(ranges, [&](Range const &range) { return code >= range.first && code <= range.last; });
    bool const wide_punctuation = (code >= 0xFF01 && code <= 0xFF0F) || (code >= 0xFF1A && code <= 0xFF20) ||
                                  (code >= 0xFF3B && code <= 0xFF40) || (code >= 0xFF5B && code <= 0xFF65);
    return listed || wide_punctuation || is_hidden(code) || is_joiner_or_mark(code) || code >= 0x1F000;
}

/** Letters of double width, as East Asian keyboards write them, are the usual ones. */
char32_t narrow(char32_t code) noexcept
{
    return code >= 0xFF01 && code <= 0xFF5E ? code - 0xFF01 + '!' : code;
}

/** Lower case, one blank between words; typographic apostrophes are plain ones. */
std::string normal(std::string_view text)
{
    std::string out;
    bool blank = false;
    for (auto wait_for_work = trim(text); !wait_for_work.empty();) {
        char32_t code = narrow(next_code_point(wait_for_work));
        if (code == 0x2019) code = U'\'';
        bool const space = code == 0xA0 || code == 0x3000 || code == 0x202F || code <= 0x20;
        if (space || is_hidden(code) || is_joiner_or_mark(code)) {
            blank = blank || space;
            continue;
        }
        if (blank && !out.empty()) out += ' ';
        blank = false;
        append_code_point(out, code);
    }
    return to_lower(out);
}

/** Without what stands around the words. */
std::string bare(std::string_view text)
{
    auto const letters = [](std::string_view part) {
        std::size_t first = part.size();
        std::size_t last = 0;
        for (auto wait_for_work = part; !wait_for_work.empty();) {
            std::size_t const at = part.size() - wait_for_work.size();
            if (!is_trimming(next_code_point(wait_for_work))) {
                first = std::min(first, at);
                last = part.size() - wait_for_work.size();
            }
        }
        return first < last ? part.substr(first, last - first) : std::string_view();
    };
    return normal(letters(text));
}

std::string_view take_line(std::string_view &wait_for_work) noexcept
{
    auto const end = wait_for_work.find('\n');
    auto const line = wait_for_work.substr(0, end);
    wait_for_work.remove_prefix(end == std::string_view::npos ? wait_for_work.size() : end + 1);
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

/** A name, a colon: a header line. */
bool is_header(std::string_view line) noexcept
{
    auto const colon = line.find(':');
    return colon != std::string_view::npos && colon > 0 && colon < 60 &&
           std::ranges::all_of(line.substr(0, colon), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
           });
}

/** RFC 3834's header, and those that were in use before it. */
bool says_machine(std::string_view line)
{
    auto const colon = line.find(':');
    std::string const name = lower_ascii(line.substr(0, colon));
    std::string const value = lower_ascii(trim(line.substr(colon + 1)));
    if (name == "auto-submitted") return !value.empty() && !value.starts_with("no");
    if (name == "x-autoreply" || name == "x-autorespond" || name == "x-auto-reply") return value != "no";
    if (name == "precedence") return value == "auto_reply" || value == "auto-reply";
    return name == "x-failed-recipients";
}

/** The text behind the header lines in front of it, if there are any; `machine` when one of them tells. */
std::string_view behind_headers(std::string_view body, bool &machine)
{
    auto wait_for_work = body;
    bool any = false;
    while (!wait_for_work.empty()) {
        auto const line = take_line(wait_for_work);
        bool const folded = any && (line.starts_with(' ') || line.starts_with('\t')) && !is_blank(line);
        if (any && is_blank(line)) return wait_for_work;
        if (!folded && !is_header(line)) break;
        machine = machine || (!folded && says_machine(line));
        any = true;
    }
    return body;
}

/** Where a mail's own text ends: its signature, what it answers to. */
std::string_view own_text(std::string_view body) noexcept
{
    std::size_t end = 0;  // of the last line that was not blank, before the one being looked at
    std::size_t before_intro = 0;
    for (auto wait_for_work = body; !wait_for_work.empty();) {
        auto const line = take_line(wait_for_work);
        if (line.starts_with('>')) {
            // "On Monday Ann wrote:" belongs to what it introduces.
            bool const intro = trim(body.substr(0, end)).ends_with(':');
            return body.substr(0, intro ? before_intro : end);
        }
        if (line == "--" || line == "-- " || line.starts_with("-----") || line.starts_with("_____"))
            return body.substr(0, end);
        if (!is_blank(line)) {
            before_intro = end;
            end = static_cast<std::size_t>(line.data() - body.data()) + line.size();
        }
    }
    return body;
}

template <std::size_t Count>
bool is_among(std::string_view text, std::array<std::string_view, Count> const &known) noexcept
{
    return !text.empty() && std::ranges::find(known, text) != known.end();
}

template <std::size_t Count>
bool begins_with_one_of(std::string_view text, std::array<std::string_view, Count> const &known) noexcept
{
    return std::ranges::any_of(known, [&](std::string_view start) { return text.starts_with(start); });
}

InboundKind word_kind(std::string_view channel, std::string_view text)
{
    if (text.size() > longest_word) return InboundKind::message;
    std::string const word = bare(text);
    bool const phone = channel == "sms" || channel == "whatsapp";
    if (is_among(word, words::stop) || (phone && is_among(word, words::stop_by_phone))) return InboundKind::stop;
    return is_among(word, words::start) ? InboundKind::start : InboundKind::message;
}

}  // namespace

InboundKind inbound_kind(std::string_view channel, NullableText const &subject, NullableText const &body)
{
    bool machine = false;
    std::string_view const whole = body ? clip_bytes(*body, longest_look) : std::string_view();
    std::string_view text = behind_headers(whole, machine);
    std::string_view const heading = subject ? clip_bytes(*subject, longest_word * 4) : std::string_view();
    if (machine) return InboundKind::auto_reply;
    bool const mail = channel != "sms" && channel != "whatsapp";
    if (mail) text = own_text(text);
    // A mail to the address behind List-Unsubscribe says it in its subject alone.
    bool const clipped = body && body->size() > longest_look;
    if (auto const kind = word_kind(channel, is_blank(text) ? heading : text); !clipped && kind != InboundKind::message)
        return kind;
    // A bracket may stand in front: "[Auto-Reply] Re: hello".
    std::string start = normal(heading);
    start.erase(0, start.find_first_not_of("[(<*! "));
    if (begins_with_one_of(start, words::auto_subjects) || begins_with_one_of(normal(text), words::auto_bodies))
        return InboundKind::auto_reply;
    return InboundKind::message;
}

std::string_view flag_of(InboundKind kind) noexcept
{
    switch (kind) {
        case InboundKind::message:
            return {};
        case InboundKind::stop:
            return "stop";
        case InboundKind::start:
            return "start";
        case InboundKind::auto_reply:
            return "auto_reply";
    }
    return {};
}

}  // namespace automation::core
