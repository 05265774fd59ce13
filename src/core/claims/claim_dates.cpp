#include "core/claims/claim_dates.hpp"

#include <utility>

#include "core/claims/date_names_i18n.hpp"
#include "core/claims/claim_scan.hpp"

namespace automation::core {

namespace {

using std::chrono::year_month_day;

std::string joined(int a, int b)
{
    return std::to_string(a) + '/' + std::to_string(b);
}

std::string in_words(int month, int day, int year)
{
    std::string value = "m" + std::to_string(month);
    if (day > 0) value += " d" + std::to_string(day);
    if (year > 0) value += " y" + std::to_string(year);
    return value;
}

bool may_be_day_and_month(int a, int b) noexcept
{
    return a >= 1 && b >= 1 && ((a <= 31 && b <= 12) || (a <= 12 && b <= 31));
}

/** 24/11/2026, 11/24/26, 2026-11-24, 24.11., 24/11 */
void claim_numeric(Scan &scan, std::size_t i)
{
    auto const a = scan.number(i, 4);
    char const separator = scan.at(i + a.length);
    if (a.length == 0 || (separator != '/' && separator != '.' && separator != '-')) return;
    auto const b = scan.number(i + a.length + 1, 2);
    if (b.length == 0) return;
    std::size_t const two = a.length + 1 + b.length;
    auto const c = scan.at(i + two) == separator ? scan.number(i + two + 1, 4) : Scan::Number{};
    std::size_t const three = two + 1 + c.length;
    std::string value = joined(a.value, b.value);

    bool const year_first = a.length == 4 && c.length >= 1 && c.length <= 2 && may_be_day_and_month(c.value, b.value);
    bool const year_last = a.length <= 2 && (c.length == 2 || c.length == 4) && may_be_day_and_month(a.value, b.value);
    if (year_first || year_last) {
        bool const clock_follows = scan.at(i + three) == 't' && scan.digit(i + three + 1);
        value += '/' + std::to_string(c.value);
        scan.claim(ClaimKind::date, std::move(value), i, three + (clock_follows ? 1 : 0));
    } else if (a.length <= 2 && c.length == 0 && may_be_day_and_month(a.value, b.value) &&
               (separator == '/' || (separator == '.' && scan.at(i + two) == '.'))) {
        scan.claim(ClaimKind::date, std::move(value), i, two);
    }
}

std::size_t skip_ordinal(Scan const &scan, std::size_t i) noexcept
{
    for (std::string_view const ending : {"st", "nd", "rd", "th", "er", "\xC2\xBA", "."})
        if (scan.has(i, ending) && !scan.in_word(i + ending.size())) return i + ending.size();
    return i;
}

struct Day {
    int day = 0;
    std::size_t begin = 0, end = 0;
};

/** The day after a month's name, which ends at `i`: " 24th". */
Day day_after(Scan const &scan, std::size_t i) noexcept
{
    std::size_t begin = scan.skip(i, " .");
    if (scan.has_word(begin, "the")) begin = scan.skip(begin + 3, " ");
    auto const number = scan.number(begin, 2);
    std::size_t const end = skip_ordinal(scan, begin + number.length);
    bool const is_day =
        begin > i && number.value >= 1 && number.value <= 31 && !scan.in_word(end) && scan.at(end) != ':';
    return is_day ? Day{number.value, begin, end} : Day{};
}

/** The day before a month's name, which begins at `i`: "24th of ", "24. ". */
Day day_before(Scan const &scan, std::size_t i) noexcept
{
    constexpr std::size_t reach = 10;
    for (std::size_t begin = i > reach ? i - reach : 0; begin < i; ++begin) {
        if (!scan.starts_number(begin)) continue;
        auto const number = scan.number(begin, 2);
        std::size_t end = scan.skip(skip_ordinal(scan, begin + number.length), " -");
        for (std::string_view const of : {"of", "de", "di"})
            if (scan.has_word(end, of)) end = scan.skip(end + of.size(), " ");
        if (number.value >= 1 && number.value <= 31 && end == i) return {number.value, begin, i};
    }
    return {};
}

/** The year after `i`: ", 2026" or " de 2026". */
Day year_after(Scan const &scan, std::size_t i) noexcept
{
    std::size_t begin = scan.skip(i, " ,");
    if (scan.has_word(begin, "de")) begin = scan.skip(begin + 2, " ");
    auto const number = scan.number(begin, 4);
    bool const is_year = begin > i && number.length == 4 && number.value >= 1900 && number.value < 2200;
    return is_year ? Day{number.value, begin, begin + 4} : Day{};
}

void claim_month(Scan &scan, std::size_t begin, std::size_t end, int month)
{
    auto before = day_before(scan, begin);
    auto const written = std::string_view(scan.lowered).substr(before.begin, begin - before.begin);
    if (before.day > 0 && scan.has_word(begin, "may") && written.find('.') != std::string_view::npos)
        before = {};  // "in Room 2. May we": no English date has a full stop
    auto const after = before.day > 0 ? Day{} : day_after(scan, end);
    int const day = before.day + after.day;
    auto const year = year_after(scan, after.day > 0 ? after.end : scan.skip(end, "."));
    if (day == 0 && year.day == 0) return;  // "may", "march": words like others
    std::size_t const first = before.day > 0 ? before.begin : begin;
    std::size_t const last = year.day > 0 ? year.end : after.day > 0 ? after.end : end;
    scan.claim(ClaimKind::date, in_words(month, day, year.day), first, last - first);
}

/** Calls `found(begin, end)` for each word; letters and the hyphens between them. */
template <class Found>
void for_each_word(Scan &scan, Found found)
{
    for (std::size_t begin = 0; begin < scan.lowered.size(); ++begin) {
        if (!scan.starts_word(begin) || scan.digit(begin)) continue;
        std::size_t end = begin;
        while (scan.in_word(end) || (scan.at(end) == '-' && scan.in_word(end + 1)))
            ++end;
        found(begin, end);
        begin = end;
    }
}

std::vector<int> numbers_in(std::string_view text)
{
    std::vector<int> numbers;
    bool inside = false;
    for (char const c : text) {
        bool const digit = c >= '0' && c <= '9';
        if (digit && !inside) numbers.push_back(0);
        if (digit) numbers.back() = numbers.back() * 10 + (c - '0');
        inside = digit;
    }
    return numbers;
}

}  // namespace

std::vector<std::string> values_of(year_month_day date)
{
    int const year = static_cast<int>(date.year());
    int const month = static_cast<int>(static_cast<unsigned>(date.month()));
    int const day = static_cast<int>(static_cast<unsigned>(date.day()));
    std::vector<std::string> values{in_words(month, day, 0), in_words(month, day, year), in_words(month, 0, year),
                                    joined(year, month) + '/' + std::to_string(day)};
    for (auto const &pair : {joined(day, month), joined(month, day)}) {
        values.push_back(pair);
        values.push_back(pair + '/' + std::to_string(year));
        values.push_back(pair + '/' + std::to_string(year % 100));
    }
    values.push_back('w' + std::to_string(std::chrono::weekday(std::chrono::sys_days(date)).c_encoding()));
    return values;
}

std::vector<year_month_day> days_meant(std::string_view date_value)
{
    std::vector<year_month_day> days;
    auto const n = numbers_in(date_value);
    if (n.size() != 3) return days;
    auto const add = [&](int year, int month, int day) {
        year_month_day const date{std::chrono::year(year < 100 ? 2000 + year : year),
                                  std::chrono::month(static_cast<unsigned>(month)),
                                  std::chrono::day(static_cast<unsigned>(day))};
        if (date.ok()) days.push_back(date);
    };
    if (date_value.starts_with('m')) {
        add(n[2], n[0], n[1]);
    } else if (n[0] > 31) {
        add(n[0], n[1], n[2]);
    } else {
        add(n[2], n[1], n[0]);
        if (n[0] != n[1]) add(n[2], n[0], n[1]);
    }
    return days;
}

void find_dates(Scan &scan)
{
    for (std::size_t i = 0; i < scan.lowered.size(); ++i)
        if (scan.starts_number(i)) claim_numeric(scan, i);
    for_each_word(scan, [&](std::size_t begin, std::size_t end) {
        int const month = month_of(std::string_view(scan.lowered).substr(begin, end - begin));
        if (month > 0) claim_month(scan, begin, end, month);
    });
}

void find_weekdays(Scan &scan)
{
    for_each_word(scan, [&](std::size_t begin, std::size_t end) {
        int const day = weekday_of(std::string_view(scan.lowered).substr(begin, end - begin));
        if (day >= 0) scan.claim(ClaimKind::weekday, 'w' + std::to_string(day), begin, end - begin);
    });
}

}  // namespace automation::core
