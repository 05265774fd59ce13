#include "core/time/date_language.hpp"

#include "core/base/utf8.hpp"
#include "core/time/date_names_en.hpp"

#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace automation::core {
namespace {

struct CloseFormat {
    void operator()(UDateFormat *format) const noexcept { udat_close(format); }
};
using Format = std::unique_ptr<UDateFormat, CloseFormat>;
struct CloseCalendar {
    void operator()(UCalendar *calendar) const noexcept { ucal_close(calendar); }
};
using Calendar = std::unique_ptr<UCalendar, CloseCalendar>;

constexpr std::u16string_view utc = u"UTC";
constexpr std::size_t most_cached = 64;  // a tenant's leads speak a few languages; zones come on top

/** No-break spaces would make a single SMS two, and do nothing in a line of text. */
std::string with_plain_blanks(std::u16string text)
{
    std::ranges::replace_if(
        text, [](char16_t c) { return c == u'\u00a0' || c == u'\u202f'; }, u' ');
    return to_utf8(text);
}

std::u16string to_utf16(std::string_view ascii)
{
    return {ascii.begin(), ascii.end()};
}

/** ICU's name of a locale, "de_AT@calendar=gregorian;numbers=latn"; that of British English for what it does not know.
 */
std::string locale_of(std::string_view language)
{
    constexpr char const *british = "en_GB";
    std::array<char, ULOC_FULLNAME_CAPACITY> name{};
    std::string const tag(language);
    UErrorCode status = U_ZERO_ERROR;
    std::int32_t parsed = 0;
    uloc_forLanguageTag(tag.c_str(), name.data(), static_cast<std::int32_t>(name.size()), &parsed, &status);
    bool const read = U_SUCCESS(status) && static_cast<std::size_t>(parsed) == tag.size();
    std::string locale = !read || std::string_view(name.data()) == "en" ? british : name.data();
    locale = locale.substr(0, locale.find('@'));
    return locale + "@calendar=gregorian;numbers=latn";
}

/** "de" of "de_AT@calendar=gregorian" */
std::string_view primary_of(std::string_view locale) noexcept
{
    return locale.substr(0, locale.find_first_of("_@"));
}

/** A format of a pattern names no locale. */
bool is_of_language(UDateFormat const *format, std::string const &locale)
{
    UErrorCode status = U_ZERO_ERROR;
    char const *const found = udat_getLocaleByType(format, ULOC_VALID_LOCALE, &status);
    return U_SUCCESS(status) && found != nullptr && (*found == '\0' || primary_of(found) == primary_of(locale));
}

/** Null: ICU has no data for the language, and would write in that of the server. */
Format open_format(UDateFormatStyle time, UDateFormatStyle date, std::string const &locale, std::u16string_view zone,
                   std::u16string_view pattern = {})
{
    UErrorCode status = U_ZERO_ERROR;
    Format format(udat_open(time, date, locale.c_str(), zone.data(), static_cast<std::int32_t>(zone.size()),
                            pattern.data(), static_cast<std::int32_t>(pattern.size()), &status));
    if (U_FAILURE(status) || !is_of_language(format.get(), locale)) {
        return nullptr;
    }
    // No Julian days before 1582: PostgreSQL has none.
    Calendar const calendar(ucal_clone(udat_getCalendar(format.get()), &status));
    if (U_SUCCESS(status)) {
        ucal_setGregorianChange(calendar.get(), -std::numeric_limits<double>::max(), &status);
        udat_setCalendar(format.get(), calendar.get());
    }
    return format;
}

std::string formatted(UDateFormat const *format, double milliseconds)
{
    std::array<char16_t, 256> text{};
    UErrorCode status = U_ZERO_ERROR;
    auto const length =
        udat_format(format, milliseconds, text.data(), static_cast<std::int32_t>(text.size()), nullptr, &status);
    return U_SUCCESS(status) ? with_plain_blanks({text.data(), static_cast<std::size_t>(length)}) : std::string();
}

template <std::size_t Count>
std::array<std::string, Count> symbols(UDateFormat const *format, UDateFormatSymbolType type, std::int32_t first)
{
    std::array<std::string, Count> names;
    for (std::size_t i = 0; i < Count; ++i) {
        std::array<char16_t, 64> text{};
        UErrorCode status = U_ZERO_ERROR;
        auto const length = udat_getSymbols(format, type, first + static_cast<std::int32_t>(i), text.data(),
                                            static_cast<std::int32_t>(text.size()), &status);
        names[i] =
            U_SUCCESS(status) ? with_plain_blanks({text.data(), static_cast<std::size_t>(length)}) : std::string();
    }
    return names;
}

/** As strftime writes them: ICU's "Sept" and "pm" would change what templates have always given. */
DateNames english_names()
{
    DateNames names;
    names.day_halves = {"AM", "PM"};
    for (std::size_t i = 0; i < weekday_names.size(); ++i) {
        names.weekdays[i] = weekday_names[i];
        names.short_weekdays[i] = weekday_names[i].substr(0, 3);
    }
    for (std::size_t i = 0; i < month_names.size(); ++i) {
        names.months[i] = names.months_alone[i] = month_names[i];
        names.short_months[i] = month_names[i].substr(0, 3);
    }
    return names;
}

DateNames names_of(UDateFormat const *format)
{
    return {.weekdays = symbols<7>(format, UDAT_WEEKDAYS, 1),
            .short_weekdays = symbols<7>(format, UDAT_SHORT_WEEKDAYS, 1),
            .months = symbols<12>(format, UDAT_MONTHS, 0),
            .months_alone = symbols<12>(format, UDAT_STANDALONE_MONTHS, 0),
            .short_months = symbols<12>(format, UDAT_SHORT_MONTHS, 0),
            .day_halves = symbols<2>(format, UDAT_AM_PMS, 0)};
}

/** What ICU has for one language. */
struct Language {
    std::string locale;
    bool known = true;
    Format date, time, date_and_time;
    DateNames names;

    [[nodiscard]] UDateFormat const *of(DateForm form) const noexcept
    {
        return (form == DateForm::date ? date : form == DateForm::time ? time : date_and_time).get();
    }
};

Language open_language(std::string const &locale)
{
    Language language{.locale = locale,
                      .date = open_format(UDAT_NONE, UDAT_FULL, locale, utc),
                      .time = open_format(UDAT_SHORT, UDAT_NONE, locale, utc),
                      .date_and_time = open_format(UDAT_SHORT, UDAT_FULL, locale, utc),
                      .names = {}};
    bool const known = language.date && language.time && language.date_and_time;
    if (!known) {
        language = open_language(locale_of("en"));
        language.known = false;
        return language;
    }
    language.names = primary_of(locale) == "en" ? english_names() : names_of(language.date.get());
    return language;
}

/* Opening a format takes ICU longer than a run takes. */
Language const &language_of(std::string_view tag)
{
    static std::map<std::string, Language, std::less<>> opened;
    auto found = opened.find(tag);
    if (found == opened.end()) {
        if (opened.size() >= most_cached) {
            opened.clear();
        }
        found = opened.emplace(std::string(tag), open_language(locale_of(tag))).first;
    }
    return found->second;
}

double milliseconds_of(Micros since_epoch) noexcept
{
    return static_cast<double>(std::chrono::floor<std::chrono::milliseconds>(since_epoch).count());
}

/** "UTC+5:45", where ICU does not know the zone as PostgreSQL does. */
std::string offset_name(std::chrono::minutes offset)
{
    std::chrono::hh_mm_ss const parts(offset < std::chrono::minutes(0) ? -offset : offset);
    std::string name = offset.count() == 0 ? "UTC" : offset.count() < 0 ? "UTC-" : "UTC+";
    if (offset.count() != 0) {
        name += std::to_string(parts.hours().count());
    }
    if (parts.minutes().count() != 0) {
        name += (parts.minutes().count() < 10 ? ":0" : ":") + std::to_string(parts.minutes().count());
    }
    return name;
}

/** The offset that ICU's own database has. */
std::optional<std::chrono::minutes> offset_by_icu(UDateFormat const *format, double at)
{
    UErrorCode status = U_ZERO_ERROR;
    Calendar const calendar(ucal_clone(udat_getCalendar(format), &status));
    ucal_setMillis(calendar.get(), at, &status);
    auto const offset =
        ucal_get(calendar.get(), UCAL_ZONE_OFFSET, &status) + ucal_get(calendar.get(), UCAL_DST_OFFSET, &status);
    return U_SUCCESS(status) ? std::optional(std::chrono::minutes(offset / 60'000)) : std::nullopt;
}

UDateFormat const *zone_format(TimeZone const &zone, std::string_view language)
{
    static std::map<std::pair<std::string, std::string>, Format> opened;
    auto key = std::pair(language_of(language).locale, zone.name());
    auto found = opened.find(key);
    if (found == opened.end()) {
        if (opened.size() >= most_cached) {
            opened.clear();
        }
        auto const name = to_utf16(key.second);
        auto format = open_format(UDAT_PATTERN, UDAT_PATTERN, key.first, name, u"z");
        found = opened.emplace(std::move(key), std::move(format)).first;
    }
    return found->second.get();
}

}  // namespace

bool is_known_language(std::string_view language)
{
    constexpr std::string_view common = "de en es fr it nl pl pt";
    auto const primary = language.substr(0, language.find('-'));
    bool const is_common = primary.size() == 2 && common.find(primary) != std::string_view::npos;
    return is_common || language_of(language).known;
}

DateNames const &date_names(std::string_view language)
{
    static DateNames const english = english_names();  // most messages need no more, and never open ICU's data
    bool const is_english = language == "en" || language.starts_with("en-");
    return is_english ? english : language_of(language).names;
}

std::string written_date(LocalTime local, DateForm form, std::string_view language)
{
    return formatted(language_of(language).of(form), milliseconds_of(local.time_since_epoch()));
}

std::string written_zone(Instant at, TimeZone const &zone, std::string_view language)
{
    auto const offset =
        std::chrono::floor<std::chrono::minutes>(zone.to_local(at).time_since_epoch() - at.time_since_epoch());
    UDateFormat const *const format = zone.name() == "UTC" ? nullptr : zone_format(zone, language);
    auto const milliseconds = milliseconds_of(at.time_since_epoch());
    if (format == nullptr || offset_by_icu(format, milliseconds) != offset) {
        return offset_name(offset);
    }
    return formatted(format, milliseconds);
}

}  // namespace automation::core
