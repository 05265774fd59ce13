#include "core/time/iso8601.hpp"

namespace automation::core {
namespace {

using namespace std::chrono;

/** Takes what is asked for off the front of a text; once something was not there, nothing is any more. */
class Parser {
 public:
    explicit Parser(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] bool done() const noexcept { return rest_.empty(); }
    /** False too once something was not there: nothing is taken then, so no loop may wait for the digits to end. */
    [[nodiscard]] bool next_is_digit() const noexcept { return good_ && !done() && rest_[0] >= '0' && rest_[0] <= '9'; }

    /** The character at the front when it is one of these, else \0. */
    char maybe(std::string_view any_of) noexcept
    {
        if (done() || any_of.find(rest_[0]) == std::string_view::npos) return '\0';
        char const taken = rest_[0];
        rest_.remove_prefix(1);
        return taken;
    }
    void must(std::string_view any_of) noexcept { good_ = maybe(any_of) != '\0' && good_; }
    int digits(int count) noexcept
    {
        int value = 0;
        for (; count > 0; --count) {
            good_ = next_is_digit();
            if (!good_) return 0;
            value = value * 10 + (rest_[0] - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    int digits(int count, int below) noexcept
    {
        int const value = digits(count);
        good_ = good_ && value < below;
        return value;
    }

 private:
    std::string_view rest_;
    bool good_ = true;
};

local_days take_date(Parser &from, bool &exists) noexcept
{
    year const in(from.digits(4));
    from.must("-");
    month const of(static_cast<unsigned>(from.digits(2)));
    from.must("-");
    year_month_day const date(in, of, day(static_cast<unsigned>(from.digits(2))));
    exists = from.good() && date.ok() && static_cast<int>(in) > 0;
    return exists ? local_days(date) : local_days();
}

Micros take_time(Parser &from) noexcept
{
    Micros time = hours(from.digits(2, 24));
    from.must(":");
    time += minutes(from.digits(2, 60));
    if (from.maybe(":") == '\0') return time;
    time += seconds(from.digits(2, 60));
    if (from.maybe(".,") == '\0') return time;
    if (!from.next_is_digit()) from.must("");
    for (int place = 100'000; from.next_is_digit(); place /= 10)
        time += Micros(from.digits(1) * place);
    return time;
}

std::optional<minutes> take_offset(Parser &from) noexcept
{
    if (from.maybe("Zz") != '\0') return minutes(0);
    char const sign = from.maybe("+-");
    if (sign == '\0') return std::nullopt;
    minutes offset = hours(from.digits(2, 16));
    bool const more = from.maybe(":") != '\0' || from.next_is_digit();
    if (more) offset += minutes(from.digits(2, 60));
    return sign == '-' ? -offset : offset;
}

}  // namespace

std::optional<ParsedDateTime> parse_iso8601(std::string_view text) noexcept
{
    Parser from(text);
    bool exists = false;
    ParsedDateTime moment{.local = take_date(from, exists), .offset = std::nullopt, .date_only = from.done()};
    if (!moment.date_only && exists) {
        from.must("Tt ");
        moment.local += take_time(from);
        moment.offset = take_offset(from);
    }
    return exists && from.good() && from.done() ? std::optional(moment) : std::nullopt;
}

Instant resolve(ParsedDateTime const &written, TimeZone const &zone)
{
    return written.offset ? Instant(written.local.time_since_epoch() - *written.offset)
                          : zone.to_instant(written.local);
}

}  // namespace automation::core
