#include "core/inbound/return_date.hpp"

#include "core/base/strings.hpp"
#include "core/inbound/reply_text.hpp"
#include "core/inbound/words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace automation::core::inbound {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr days longest{30};
constexpr int too_long = -1;

/** How the names of the months begin, as folded(), in eight languages. */
constexpr std::array<std::string_view, 12> months{
    "jan gen ene sty",       // January
    "feb fev fevr lut",      // February
    "mar mae maa mrt",       // March
    "apr avr abr kwi kwie",  // April
    "may mai mag maj mei",   // May
    "jun giu cze",           // June
    "jul lug lip juil",      // July
    "aug aou ago sie ao",    // August
    "sep set wrz",           // September
    "oct okt out ott paz",   // October
    "nov lis",               // November
    "dec dez dic dik gru",   // December
};

int month_of(std::string_view word)
{
    if (word.size() < 3) return 0;
    for (std::size_t month = 0; month < months.size(); ++month) {
        for (auto rest = months[month]; !rest.empty();) {
            auto const start = rest.substr(0, rest.find(' '));
            if (word.starts_with(start) && word.size() <= 12 && start.size() >= 3) return static_cast<int>(month) + 1;
            rest.remove_prefix(std::min(rest.size(), start.size() + 1));
        }
    }
    return 0;
}

/** A number or a word of letters, and the mark behind it. */
struct Piece {
    int number = -1;
    std::size_t digits = 0;
    std::string word;
    char mark = ' ';
};

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

std::vector<Piece> pieces_of(std::string_view text)
{
    std::string const plain = folded(text);
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < plain.size();) {
        Piece piece;
        std::size_t const begin = at;
        if (is_digit(plain[at])) {
            while (at < plain.size() && is_digit(plain[at]))
                ++at;
            piece.digits = at - begin;
            piece.number = piece.digits <= 4 ? std::stoi(plain.substr(begin, piece.digits)) : too_long;
        } else if (is_letter(plain[at])) {
            while (at < plain.size() && is_letter(plain[at]))
                ++at;
            piece.word = plain.substr(begin, at - begin);
        } else {
            ++at;
            continue;
        }
        piece.mark = at < plain.size() ? plain[at] : ' ';
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

/** The date in that year, or the next time it comes. */
std::optional<sys_days> date_of(int year, int month, int day, sys_days today)
{
    using namespace std::chrono;
    bool const given = year > 0;
    if (year > 0 && year < 100) year += 2000;
    if (!given) year = static_cast<int>(year_month_day(today).year());
    year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                        std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    // In December, "4 January" is the one to come; "4 November" was.
    if (!given && sys_days(date) + days(180) < today) date += years(1);
    return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

class Dates {
 public:
    explicit Dates(sys_days today) : today_(today) {}
    void read(std::string_view text)
    {
        pieces_ = pieces_of(text);
        for (std::size_t at = 0; at < pieces_.size();)
            at += std::max<std::size_t>(1, date_at(at));
    }
    [[nodiscard]] std::optional<sys_days> last() const { return last_; }

 private:
    /** Pieces of the date that begins at `at`; 0 where there is none. */
    std::size_t date_at(std::size_t at)
    {
        if (auto const count = by_numbers(at)) return count;
        return by_month(at);
    }
    std::size_t by_numbers(std::size_t at)
    {
        Piece const &first = pieces_[at];
        bool const pair = at + 1 < pieces_.size() && first.number >= 0 && pieces_[at + 1].number >= 0;
        if (!pair || (first.mark != '.' && first.mark != '/' && first.mark != '-')) return 0;
        Piece const &second = pieces_[at + 1];
        bool const third = at + 2 < pieces_.size() && pieces_[at + 2].number >= 0 && second.mark == first.mark;
        if (first.digits == 4) {
            if (!third) return 0;
            add({date_of(first.number, second.number, pieces_[at + 2].number, today_)});
            return 3;
        }
        bool const year_given = third && (pieces_[at + 2].digits == 4 || pieces_[at + 2].digits == 2);
        if (!year_given && first.mark == '-') return 0;
        if (!year_given && first.mark == '.' && second.mark != '.') return 0;  // "9.30"
        int const year = year_given ? pieces_[at + 2].number : 0;
        auto const day_first = date_of(year, second.number, first.number, today_);
        auto const month_first =
            first.mark == '/' ? date_of(year, first.number, second.number, today_) : std::optional<sys_days>();
        add({day_first, month_first});
        return year_given ? 3 : 2;
    }
    /** "27 April 2026", "27. April", "27 de abril de 2026", "April 27th, 2026" */
    std::size_t by_month(std::size_t at)
    {
        Piece const &first = pieces_[at];
        if (first.number > 0 && first.number <= 31 && first.digits <= 2) {
            std::size_t next = at + 1;
            while (next < pieces_.size() && next < at + 3 && is_filler(pieces_[next].word))
                ++next;
            int const month = next < pieces_.size() ? month_of(pieces_[next].word) : 0;
            if (month == 0) return 0;
            add({date_of(year_behind(next), month, first.number, today_)});
            return next + 1 - at;
        }
        int const month = month_of(first.word);
        if (month == 0 || at + 1 >= pieces_.size()) return 0;
        Piece const &day = pieces_[at + 1];
        if (day.number < 1 || day.number > 31 || day.digits > 2) return 0;
        std::size_t next = at + 1;
        if (next + 1 < pieces_.size() && is_filler(pieces_[next + 1].word)) ++next;
        add({date_of(year_behind(next), month, day.number, today_)});
        return next + 1 - at;
    }
    static bool is_filler(std::string_view word)
    {
        static constexpr auto known =
            std::to_array<std::string_view>({"st", "nd", "rd", "th", "de", "of", "er", "e", "o"});
        return std::ranges::find(known, word) != known.end();
    }
    [[nodiscard]] int year_behind(std::size_t at) const
    {
        std::size_t next = at + 1;
        if (next < pieces_.size() && is_filler(pieces_[next].word)) ++next;
        return next < pieces_.size() && pieces_[next].digits == 4 && pieces_[next].number >= 2000 ? pieces_[next].number
                                                                                                  : 0;
    }
    /** The later reading of a date. */
    void add(std::initializer_list<std::optional<sys_days>> readings)
    {
        for (auto const &reading : readings) {
            if (reading && (!last_ || *reading > *last_)) last_ = reading;
        }
    }

    sys_days today_;
    std::vector<Piece> pieces_;
    std::optional<sys_days> last_;
};

}  // namespace

std::optional<sys_days> return_date(std::string_view subject, std::string_view body, sys_days today)
{
    Dates dates(today);
    dates.read(clip_bytes(subject, 400));
    dates.read(find_reply(body).text);
    auto const last = dates.last();
    return last && *last > today && *last <= today + longest ? last : std::nullopt;
}

}  // namespace automation::core::inbound
