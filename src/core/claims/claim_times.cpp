/* Finds times of day: 14:30, 2:30 pm, 2pm, 14h30, 14.30 Uhr, noon. */
#include "core/claims/claim_dates.hpp"
#include "core/claims/claim_scan.hpp"

#include <array>
#include <optional>

namespace automation::core {

namespace {

constexpr int noon = 12 * 60;

struct Half {
    bool afternoon = false;
    std::size_t end = 0;  ///< 0: no am or pm
};

Half half_of_day(Scan const &scan, std::size_t i) noexcept
{
    struct Form {
        std::string_view written;
        bool afternoon;
    };
    static constexpr std::array<Form, 6> forms{
        {{"a.m.", false}, {"p.m.", true}, {"a.m", false}, {"p.m", true}, {"am", false}, {"pm", true}}};
    std::size_t const begin = scan.skip(i, " ");
    for (auto const &form : forms)
        if (scan.has_word(begin, form.written)) return {form.afternoon, begin + form.written.size()};
    return {};
}

struct Clock {
    int hour = 0, minute = 0;
    char separator = '\0';  ///< none: no minutes
    std::size_t end = 0;
};

/** "14:30:00", "14h30", "14h", "14.30", "14". */
std::optional<Clock> clock_at(Scan const &scan, std::size_t i) noexcept
{
    auto const hour = scan.number(i, 2);
    if (hour.length == 0 || hour.value > 24) return std::nullopt;
    Clock clock{.hour = hour.value, .minute = 0, .separator = 0, .end = i + hour.length};
    char const separator = scan.at(clock.end);
    auto const minute = scan.number(clock.end + 1, 2);
    bool const separates = separator == ':' || separator == 'h' || separator == '.';
    if (separates && minute.length == 2 && minute.value <= 59) {
        clock = {hour.value, minute.value, separator, clock.end + 3};
        auto const second = scan.number(clock.end + 1, 2);
        if (scan.at(clock.end) == ':' && second.length == 2) clock.end += 3;
    }
    return clock;
}

void claim_time(Scan &scan, std::size_t i)
{
    auto const clock = clock_at(scan, i);
    if (!clock) return;
    int const minutes = clock->hour * 60 + clock->minute;
    if (auto const half = half_of_day(scan, clock->end); half.end > 0 && clock->hour >= 1 && clock->hour <= 12) {
        int const of_day = minutes % noon + (half.afternoon ? noon : 0);
        scan.claim(ClaimKind::time, std::to_string(of_day), i, half.end - i);
        return;
    }
    std::size_t const word = scan.skip(clock->end, " ");
    bool const named = scan.has_word(word, "uhr") || scan.has_word(word, "o'clock");
    bool const in_digits = clock->separator == ':' || clock->separator == 'h';
    if (!named && !in_digits) return;
    bool const either_half = clock->hour >= 1 && clock->hour <= 12;
    scan.claim(ClaimKind::time, std::to_string(minutes) + (either_half ? "?" : ""), i, clock->end - i);
}

}  // namespace

std::vector<std::string> values_of_time(int minute_of_day)
{
    std::vector<std::string> values{std::to_string(minute_of_day)};
    int const of_half = minute_of_day % noon;
    values.push_back(std::to_string(of_half < 60 ? of_half + noon : of_half) + '?');  // 12:15, not 0:15
    if (minute_of_day == 0) values.push_back(std::to_string(2 * noon));               // 24:00
    return values;
}

void find_times(Scan &scan)
{
    for (std::size_t i = 0; i < scan.lowered.size(); ++i) {
        if (scan.starts_number(i)) claim_time(scan, i);
        if (!scan.starts_word(i)) continue;
        for (std::string_view const word : {"noon", "midday"})
            if (scan.has_word(i, word)) scan.claim(ClaimKind::time, std::to_string(noon), i, word.size());
        if (scan.has_word(i, "midnight")) scan.claim(ClaimKind::time, "0", i, 8);
    }
}

}  // namespace automation::core
