#include "core/time/time_format.hpp"

#include "core/time/date_names_en.hpp"

namespace automation::core {
namespace {

using namespace std::chrono;

std::string padded(std::int64_t value, std::size_t width)
{
    auto digits = std::to_string(value);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

std::string date_of(LocalTime local)
{
    auto const day = floor<days>(local);
    year_month_day const date(day);
    return std::string(weekday_names[weekday(day).c_encoding()]) + ", " +
           std::to_string(static_cast<unsigned>(date.day())) + " " +
           std::string(month_names[static_cast<unsigned>(date.month()) - 1]) + " " +
           std::to_string(static_cast<int>(date.year()));
}

std::string time_of(LocalTime local)
{
    hh_mm_ss const time(local - floor<days>(local));
    return padded(time.hours().count(), 2) + ":" + padded(time.minutes().count(), 2);
}

/** Most messages are English: ICU would take twenty times as long for the same. */
bool is_british(std::string_view language) noexcept
{
    return language == "en" || language == "en-GB";
}

std::string english(LocalTime local, DateForm form)
{
    if (form == DateForm::time) return time_of(local);
    return form == DateForm::date ? date_of(local) : date_of(local) + " at " + time_of(local);
}

std::string in_form(Instant moment, TimeZone const &zone, DateForm form, std::string_view language)
{
    return in_calendar(moment) ? long_form(zone.to_local(moment), form, language) : std::string();
}

std::string fraction_of(Micros rest)
{
    if (rest.count() == 0) return {};
    auto digits = padded(rest.count(), 6);
    digits.erase(digits.find_last_not_of('0') + 1);
    return "." + digits;
}

/** "+01:00"; historical zones with odd seconds get "+00:19:32", as in PostgreSQL. */
std::string offset_text(seconds offset)
{
    bool const west = offset.count() < 0;
    hh_mm_ss const parts(west ? -offset : offset);
    auto text = (west ? "-" : "+") + padded(parts.hours().count(), 2) + ":" + padded(parts.minutes().count(), 2);
    if (parts.seconds().count() != 0) text += ":" + padded(parts.seconds().count(), 2);
    return text;
}

}  // namespace

bool in_calendar(Instant moment) noexcept
{
    // A day inside the years at both ends, so that no zone's offset leads out of them.
    constexpr Instant first = sys_days(year(1) / January / 2);
    constexpr Instant last = sys_days(year(9999) / December / 31);
    return moment >= first && moment < last;
}

std::string long_form(LocalTime local, DateForm form, std::string_view language)
{
    return is_british(language) ? english(local, form) : written_date(local, form, language);
}

std::string format_datetime(Instant moment, TimeZone const &zone, std::string_view language)
{
    return in_form(moment, zone, DateForm::date_and_time, language);
}

std::string long_date(Instant moment, TimeZone const &zone, std::string_view language)
{
    return in_form(moment, zone, DateForm::date, language);
}

std::string format_time(Instant moment, TimeZone const &zone, std::string_view language)
{
    return in_form(moment, zone, DateForm::time, language);
}

std::string iso_8601(Instant moment, TimeZone const &zone)
{
    if (!in_calendar(moment)) return {};
    auto const local = zone.to_local(moment);
    auto const day = floor<days>(local);
    year_month_day const date(day);
    hh_mm_ss const time(local - day);
    auto const offset = duration_cast<seconds>(local.time_since_epoch() - moment.time_since_epoch());
    return padded(static_cast<int>(date.year()), 4) + "-" + padded(static_cast<unsigned>(date.month()), 2) + "-" +
           padded(static_cast<unsigned>(date.day()), 2) + "T" + time_of(local) + ":" +
           padded(time.seconds().count(), 2) + fraction_of(duration_cast<Micros>(time.subseconds())) +
           offset_text(offset);
}

}  // namespace automation::core
