#include "channels/smtp/mail_header.hpp"

#include "core/base/base64.hpp"
#include "core/base/utf8.hpp"
#include "core/base/strings.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace automation::channels {

namespace {

constexpr std::size_t longest_line = 76;  // of a line that holds an encoded word; RFC 5322 would like 78
constexpr std::string_view word_begin = "=?UTF-8?B?";
constexpr std::string_view word_end = "?=";
constexpr std::size_t longest_word = 75;

/** Fills lines, the first of which has begun. */
class FoldedHeader {
 public:
    explicit FoldedHeader(std::string_view name) : text_(std::string(name) + ":"), used_(text_.size()) {}

    [[nodiscard]] std::size_t room() const noexcept { return used_ + 1 < longest_line ? longest_line - used_ - 1 : 0; }
    void fold()
    {
        text_ += "\r\n";
        used_ = 0;
    }
    /** A blank and the word, on the next line where this one has no room. The first stays beside the name. */
    void add(std::string_view word)
    {
        if (begun_ && used_ > 0 && word.size() > room()) fold();
        (text_ += ' ') += word;
        used_ += word.size() + 1;
        begun_ = true;
    }
    [[nodiscard]] std::string take() { return std::move(text_) + "\r\n"; }

 private:
    std::string text_;
    std::size_t used_;
    bool begun_ = false;
};

/** ASCII without blanks that folding would change, and nothing that looks like an encoded word. */
bool is_plain(std::string_view text) noexcept
{
    if (text.find("  ") != std::string_view::npos || text.find("=?") != std::string_view::npos) return false;
    std::size_t word = 0;
    return std::ranges::all_of(text, [&word](char c) {
        word = c == ' ' ? 0 : word + 1;
        return c >= ' ' && c <= '~' && word < longest_line - 16;
    });
}

void add_words(FoldedHeader &field, std::string_view text)
{
    while (!text.empty()) {
        auto const space = text.find(' ');
        field.add(text.substr(0, space));
        text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    }
}

/** As many bytes as fit into an encoded word of that size, whole characters only. */
std::string_view take_chunk(std::string_view &text, std::size_t size) noexcept
{
    std::size_t const bytes = (size - word_begin.size() - word_end.size()) / 4 * 3;
    auto const chunk = core::clip_bytes(text, bytes);
    text.remove_prefix(chunk.size());
    return chunk;
}

void add_encoded(FoldedHeader &field, std::string_view text)
{
    constexpr std::size_t least = word_begin.size() + word_end.size() + 8;  // six bytes: any character fits
    while (!text.empty()) {
        if (field.room() < least) field.fold();
        auto const chunk = take_chunk(text, std::min(field.room(), longest_word));
        field.add(std::string(word_begin) + core::base64(chunk) + std::string(word_end));
    }
}

bool is_atom(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(" !#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

std::string in_double_quotes(std::string_view text)
{
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string two_digits(unsigned number)
{
    return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

std::string header_text(std::string_view value, std::size_t most)
{
    std::string valid;
    valid.reserve(value.size());
    while (!value.empty())
        core::append_code_point(valid, core::next_code_point(value));
    auto const line = core::sanitized(valid, core::Lines::join);
    return std::string(core::trim(core::truncated(core::trim(line), most)));
}

std::string text_field(std::string_view name, std::string_view value)
{
    auto const text = header_text(value);
    FoldedHeader field(name);
    if (is_plain(text))
        add_words(field, text);
    else
        add_encoded(field, text);
    return field.take();
}

std::string address_field(std::string_view name, Mailbox const &mailbox)
{
    constexpr std::size_t longest_name = 120;
    auto const person = header_text(mailbox.name, longest_name);
    FoldedHeader field(name);
    if (person.empty()) {
        field.add(mailbox.address);
        return field.take();
    }
    if (!is_plain(person))
        add_encoded(field, person);
    else if (std::ranges::all_of(person, is_atom))
        add_words(field, person);
    else
        add_words(field, in_double_quotes(person));
    field.add("<" + mailbox.address + ">");
    return field.take();
}

std::string list_field(std::string_view name, std::vector<std::string> const &pieces)
{
    FoldedHeader field(name);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (i > 0) field.fold();
        field.add(pieces[i] + (i + 1 < pieces.size() ? "," : ""));
    }
    return field.take();
}

std::string mail_date(core::Instant moment)
{
    static constexpr std::array<char const *, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<char const *, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = std::chrono::floor<std::chrono::days>(moment);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const time(std::chrono::floor<std::chrono::seconds>(moment - day));
    auto const clock = two_digits(static_cast<unsigned>(time.hours().count())) + ":" +
                       two_digits(static_cast<unsigned>(time.minutes().count())) + ":" +
                       two_digits(static_cast<unsigned>(time.seconds().count()));
    auto const number_of_year = static_cast<unsigned>(static_cast<int>(date.year()));
    return std::string(days.at(std::chrono::weekday(day).c_encoding())) + ", " +
           two_digits(static_cast<unsigned>(date.day())) + " " + months.at(static_cast<unsigned>(date.month()) - 1) +
           " " + two_digits(number_of_year / 100) + two_digits(number_of_year % 100) + " " + clock + " +0000";
}

}  // namespace automation::channels
