#include "core/time/date_pattern.hpp"

#include "core/time/date_language.hpp"

namespace automation::core {
namespace {

using namespace std::chrono;

constexpr std::string_view directives = "aAdebBmYyHMIpjZz%";

/** A local time taken apart once. */
struct Calendar {
    Calendar(LocalMoment const &written, bool with_day)
        : moment(written),
          names(date_names(written.language)),
          day(floor<days>(written.local)),
          date(day),
          clock(floor<minutes>(written.local - day)),
          months(with_day ? names.months : names.months_alone)
    {}
    [[nodiscard]] std::size_t weekday_index() const { return weekday(day).c_encoding(); }
    [[nodiscard]] std::size_t month_index() const { return static_cast<unsigned>(date.month()) - 1; }
    [[nodiscard]] std::int64_t day_of_year() const { return (day - local_days(date.year() / January / 1)).count() + 1; }

    LocalMoment const &moment;
    DateNames const &names;
    local_days day;
    year_month_day date;
    hh_mm_ss<minutes> clock;
    std::array<std::string, 12> const &months;
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
            out += at.names.short_weekdays[at.weekday_index()];
            return;
        case 'A':
            out += at.names.weekdays[at.weekday_index()];
            return;
        case 'b':
            out += at.names.short_months[at.month_index()];
            return;
        case 'B':
            out += at.months[at.month_index()];
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

/** "+0100" */
void append_offset(std::string &out, LocalMoment const &moment)
{
    auto const offset = floor<minutes>(moment.local.time_since_epoch() - moment.at->time_since_epoch());
    hh_mm_ss const parts(abs(offset));
    out += offset < minutes(0) ? '-' : '+';
    append_number(out, parts.hours().count(), 2);
    append_number(out, parts.minutes().count(), 2);
}

void append_zone(std::string &out, LocalMoment const &moment, char directive)
{
    if (!moment.at || moment.zone == nullptr) return;
    if (directive == 'z') return append_offset(out, moment);
    out += written_zone(*moment.at, *moment.zone, moment.language);
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
            out += at.names.day_halves[hour < 12 ? 0 : 1];
            return;
        case 'Z':
        case 'z':
            return append_zone(out, at.moment, directive);
        case '%':
            out += '%';
            return;
        default:
            return append_day(out, at, directive);
    }
}

/** Whether the pattern has one of these directives. */
bool has_directive(std::string_view pattern, std::string_view which) noexcept
{
    for (auto at = pattern.find('%'); at != std::string_view::npos && at + 1 < pattern.size();
         at = pattern.find('%', at + 2))
        if (which.find(pattern[at + 1]) != std::string_view::npos) return true;
    return false;
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

bool shows_time_only(std::string_view pattern) noexcept
{
    return has_directive(pattern, "HI") && !has_directive(pattern, "Zz");
}

std::string format_moment(LocalMoment const &moment, std::string_view pattern)
{
    Calendar const at(moment, has_directive(pattern, "de"));
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
