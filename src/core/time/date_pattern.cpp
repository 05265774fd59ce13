#include "core/time/date_pattern.hpp"

#include "core/time/date_names_en.hpp"

namespace automation::core {
namespace {

using namespace std::chrono;

constexpr std::string_view directives = "aAdebBmYyHMIpj%";

/** A local time taken apart once. */
struct Calendar {
    explicit Calendar(LocalTime local) : day(floor<days>(local)), date(day), clock(floor<minutes>(local - day)) {}
    [[nodiscard]] std::string_view weekday_name() const { return weekday_names[weekday(day).c_encoding()]; }
    [[nodiscard]] std::string_view month_name() const { return month_names[static_cast<unsigned>(date.month()) - 1]; }
    [[nodiscard]] std::int64_t day_of_year() const { return (day - local_days(date.year() / January / 1)).count() + 1; }

    local_days day;
    year_month_day date;
    hh_mm_ss<minutes> clock;
};

void append_number(std::string &out, std::int64_t value, std::size_t width)
{
    auto const digits = std::to_string(value);
    out.append(digits.size() < width ? width - digits.size() : 0, '0');
    out += digits;
}

void append_day(std::string &out, Calendar const &at, char directive)
{
    switch (directive) {
        case 'a':
            out += at.weekday_name().substr(0, 3);
            return;
        case 'A':
            out += at.weekday_name();
            return;
        case 'b':
            out += at.month_name().substr(0, 3);
            return;
        case 'B':
            out += at.month_name();
            return;
        case 'd':
            return append_number(out, static_cast<unsigned>(at.date.day()), 2);
        case 'e':
            return append_number(out, static_cast<unsigned>(at.date.day()), 1);
        case 'm':
            return append_number(out, static_cast<unsigned>(at.date.month()), 2);
        case 'Y':
            return append_number(out, static_cast<int>(at.date.year()), 1);
        case 'y':
            return append_number(out, static_cast<int>(at.date.year()) % 100, 2);
        default:
            return append_number(out, at.day_of_year(), 3);
    }
}

void append_directive(std::string &out, Calendar const &at, char directive)
{
    auto const hour = at.clock.hours().count();
    switch (directive) {
        case 'H':
            return append_number(out, hour, 2);
        case 'M':
            return append_number(out, at.clock.minutes().count(), 2);
        case 'I':
            return append_number(out, hour % 12 == 0 ? 12 : hour % 12, 2);
        case 'p':
            out += hour < 12 ? "AM" : "PM";
            return;
        case '%':
            out += '%';
            return;
        default:
            return append_day(out, at, directive);
    }
}

/** Bytes of the character at the front: a wrong directive is shown whole. */
std::size_t shown_length(std::string_view text) noexcept
{
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
        ++length;
    return length;
}

}  // namespace

std::optional<std::string_view> wrong_directive(std::string_view pattern) noexcept
{
    for (auto at = pattern.find('%'); at != std::string_view::npos; at = pattern.find('%', at + 2)) {
        auto const rest = pattern.substr(at);
        if (rest.size() == 1) return rest;
        if (directives.find(rest[1]) == std::string_view::npos) return rest.substr(0, 1 + shown_length(rest.substr(1)));
    }
    return std::nullopt;
}

std::string format_moment(LocalTime local, std::string_view pattern)
{
    Calendar const at(local);
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '%' && i + 1 < pattern.size())
            append_directive(out, at, pattern[++i]);
        else
            out += pattern[i];
    }
    return out;
}

}  // namespace automation::core
