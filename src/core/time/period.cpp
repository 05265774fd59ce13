#include "core/time/period.hpp"

#include "core/time/time_format.hpp"
#include "core/base/strings.hpp"

#include <array>
#include <charconv>
#include <string>

namespace automation::core {

namespace {

using namespace std::chrono;

/* Takes what it expects off the front; false and nothing taken otherwise. */
class PeriodCursor {
 public:
    explicit PeriodCursor(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] bool done() const noexcept { return rest_.empty(); }
    [[nodiscard]] bool literal(char c) noexcept
    {
        bool const there = !rest_.empty() && rest_.front() == c;
        rest_.remove_prefix(there ? 1 : 0);
        return there;
    }
    /** One to six digits. */
    [[nodiscard]] bool number(int &value) noexcept
    {
        auto const [end, error] =
            std::from_chars(rest_.data(), rest_.data() + std::min<std::size_t>(rest_.size(), 6), value);
        if (error != std::errc() || rest_.front() == '-') {
            return false;
        }
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return true;
    }
    [[nodiscard]] std::string_view word() noexcept
    {
        std::size_t length = 0;
        while (length < rest_.size() && ((rest_[length] | 0x20) >= 'a' && (rest_[length] | 0x20) <= 'z')) {
            ++length;
        }
        auto const taken = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return taken;
    }
    void blanks() noexcept
    {
        while (literal(' ')) {
        }
    }

 private:
    std::string_view rest_;
};

struct Unit {
    std::string_view word;
    int months, days;
    Micros rest;
};
constexpr std::array<Unit, 6> units{{{"minute", 0, 0, 1min},
                                     {"hour", 0, 0, 1h},
                                     {"day", 0, 1, 0h},
                                     {"week", 0, 7, 0h},
                                     {"month", 1, 0, 0h},
                                     {"year", 12, 0, 0h}}};

bool add(Period &span, int count, Unit const &unit) noexcept
{
    span.months += count * unit.months;
    span.days += count * unit.days;
    span.rest += count * unit.rest;
    return span.months <= 12000 && span.days <= 365250 && span.rest <= days(365250);
}

Unit const *unit_named(std::string_view word) noexcept
{
    for (Unit const &unit : units) {
        if (word == unit.word || (word.ends_with('s') && word.substr(0, word.size() - 1) == unit.word)) {
            return &unit;
        }
    }
    return nullptr;
}

std::optional<Period> words(PeriodCursor text) noexcept
{
    Period span;
    text.blanks();
    do {
        int count = 0;
        if (!text.number(count)) {
            return std::nullopt;
        }
        text.blanks();
        Unit const *const unit = unit_named(text.word());
        if (unit == nullptr || !add(span, count, *unit)) {
            return std::nullopt;
        }
        text.blanks();
    } while (!text.done());
    return span;
}

/* PnYnMnWnDTnHnM: M before the T is months, after it minutes. */
std::optional<Period> iso_duration(PeriodCursor text) noexcept
{
    Period span;
    bool of_day = false;
    bool any = false;
    (void)text.literal('P');
    while (!text.done()) {
        if (!of_day && text.literal('T')) {
            of_day = true;
            any = false;
            continue;
        }
        int count = 0;
        if (!text.number(count)) {
            return std::nullopt;
        }
        Unit const *unit = nullptr;
        auto const letter = [&](char c, char const *word) {
            if (unit == nullptr && text.literal(c)) {
                unit = unit_named(word);
            }
        };
        if (of_day) {
            letter('H', "hour");
            letter('M', "minute");
        } else {
            letter('Y', "year");
            letter('M', "month");
            letter('W', "week");
            letter('D', "day");
        }
        if (unit == nullptr || !add(span, count, *unit)) {
            return std::nullopt;
        }
        any = true;
    }
    return any ? std::optional(span) : std::nullopt;
}

Instant shifted(Instant moment, Period span, int direction, TimeZone const &zone)
{
    if (!in_calendar(moment)) {
        return moment;
    }
    Instant shifted = moment;
    if (span.months != 0 || span.days != 0) {
        LocalTime const local = zone.to_local(moment);
        auto const midnight = floor<days>(local);
        year_month_day date{midnight};
        date += months(direction * span.months);
        if (!date.ok()) {
            date = date.year() / date.month() / last;  // a month later than 31 January is the last of February
        }
        LocalTime const then = local_days(date) + days(direction * span.days) + (local - midnight);
        Instant const utc(then.time_since_epoch());
        shifted = in_calendar(utc) ? zone.to_instant(then) : utc;
    }
    return shifted + direction * span.rest;
}

}  // namespace

std::optional<Period> parse_period(std::string_view text) noexcept
{
    return text.starts_with('P') ? iso_duration(PeriodCursor(text)) : words(PeriodCursor(text));
}

Instant earlier(Instant moment, Period span, TimeZone const &zone)
{
    return shifted(moment, span, -1, zone);
}

Instant later(Instant moment, Period span, TimeZone const &zone)
{
    return shifted(moment, span, 1, zone);
}

}  // namespace automation::core
