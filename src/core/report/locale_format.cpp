#include "core/report/locale_format.hpp"

#include "core/base/utf8.hpp"
#include "core/time/time_format.hpp"

#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unumberformatter.h>

#include <array>
#include <cmath>

namespace automation::core {
namespace {

constexpr std::string_view nothing = "–";
constexpr std::u16string_view utc = u"UTC";

/** Calls ICU's function to close it. Most of its types are void: only the function tells them apart. */
template <auto close>
struct CloseBy {
    template <class Opened>
    void operator()(Opened *opened) const noexcept
    {
        close(opened);
    }
};
using DateFormat = std::unique_ptr<UDateFormat, CloseBy<udat_close>>;
using PatternGenerator = std::unique_ptr<UDateTimePatternGenerator, CloseBy<udatpg_close>>;
using NumberFormat = std::unique_ptr<UNumberFormatter, CloseBy<unumf_close>>;
using FormattedNumber = std::unique_ptr<UFormattedNumber, CloseBy<unumf_closeResult>>;

std::string locale_of(std::string_view tag)
{
    std::array<char, ULOC_FULLNAME_CAPACITY> name{};
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(std::string(tag == "en" ? "en-GB" : tag).c_str(), name.data(),
                        static_cast<std::int32_t>(name.size()), nullptr, &status);
    std::string const locale = U_SUCCESS(status) ? name.data() : "en_GB";
    return locale.substr(0, locale.find('@')) + "@calendar=gregorian;numbers=latn";
}

NumberFormat number_format(std::string const &locale, std::u16string_view skeleton)
{
    UErrorCode status = U_ZERO_ERROR;
    NumberFormat format(unumf_openForSkeletonAndLocale(skeleton.data(), static_cast<std::int32_t>(skeleton.size()),
                                                       locale.c_str(), &status));
    return U_SUCCESS(status) ? std::move(format) : nullptr;
}

DateFormat date_format(std::string const &locale, UDateFormatStyle time, UDateFormatStyle date,
                       std::u16string_view pattern = {})
{
    UErrorCode status = U_ZERO_ERROR;
    DateFormat format(udat_open(time, date, locale.c_str(), utc.data(), static_cast<std::int32_t>(utc.size()),
                                pattern.data(), static_cast<std::int32_t>(pattern.size()), &status));
    return U_SUCCESS(status) ? std::move(format) : nullptr;
}

/** Day and month in the order of the language. */
DateFormat short_format(std::string const &locale)
{
    constexpr std::u16string_view skeleton = u"dMMM";
    UErrorCode status = U_ZERO_ERROR;
    PatternGenerator const generator(udatpg_open(locale.c_str(), &status));
    if (U_FAILURE(status)) {
        return nullptr;
    }
    std::array<char16_t, 64> pattern{};
    std::int32_t const length =
        udatpg_getBestPattern(generator.get(), skeleton.data(), static_cast<std::int32_t>(skeleton.size()),
                              pattern.data(), static_cast<std::int32_t>(pattern.size()), &status);
    return U_SUCCESS(status)
               ? date_format(locale, UDAT_PATTERN, UDAT_PATTERN, {pattern.data(), static_cast<std::size_t>(length)})
               : nullptr;
}

/** What `format_into` writes, with the result that ICU keeps it in. */
template <class FormatInto>
std::string written(FormatInto &&format_into)
{
    UErrorCode status = U_ZERO_ERROR;
    FormattedNumber const result(unumf_openResult(&status));
    format_into(result.get(), &status);
    std::array<char16_t, 128> text{};
    std::int32_t const length =
        unumf_resultToString(result.get(), text.data(), static_cast<std::int32_t>(text.size()), &status);
    return U_SUCCESS(status) ? to_utf8({text.data(), static_cast<std::size_t>(length)}) : std::string();
}

/** In plain digits where ICU has no such format. */
std::string written_real(NumberFormat const &format, double number)
{
    return format == nullptr ? std::to_string(number) : written([&](UFormattedNumber *into, UErrorCode *status) {
        unumf_formatDouble(format.get(), number, into, status);
    });
}

std::string written_day(DateFormat const &format, Instant at)
{
    if (format == nullptr || !in_calendar(at)) {
        return std::string(nothing);
    }
    std::array<char16_t, 128> text{};
    UErrorCode status = U_ZERO_ERROR;
    auto const milliseconds =
        static_cast<double>(std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count());
    std::int32_t const length =
        udat_format(format.get(), milliseconds, text.data(), static_cast<std::int32_t>(text.size()), nullptr, &status);
    return U_SUCCESS(status) ? to_utf8({text.data(), static_cast<std::size_t>(length)}) : std::string();
}

/** A unit, the seconds it has, and how it is written. */
struct TimeUnit {
    double seconds;
    std::u16string_view skeleton;
};
constexpr std::array<TimeUnit, 5> time_units{{{0.001, u"unit/millisecond unit-width-short precision-integer"},
                                              {1, u"unit/second unit-width-short .#"},
                                              {60, u"unit/minute unit-width-short .#"},
                                              {3600, u"unit/hour unit-width-short .#"},
                                              {86400, u"unit/day unit-width-short .#"}}};

}  // namespace

struct LocaleFormat::Formats {
    NumberFormat whole, percent;
    std::array<NumberFormat, time_units.size()> lengths;
    DateFormat date, short_date, moment;
};

LocaleFormat::LocaleFormat(std::string_view tag) : formats_(std::make_unique<Formats>())
{
    std::string const locale = locale_of(tag);
    formats_->whole = number_format(locale, u"precision-integer");
    formats_->percent = number_format(locale, u"percent scale/100 .#");
    for (std::size_t i = 0; i < time_units.size(); ++i) {
        formats_->lengths.at(i) = number_format(locale, time_units.at(i).skeleton);
    }
    formats_->date = date_format(locale, UDAT_NONE, UDAT_MEDIUM);
    formats_->short_date = short_format(locale);
    formats_->moment = date_format(locale, UDAT_SHORT, UDAT_MEDIUM);
}

LocaleFormat::~LocaleFormat() = default;

std::string LocaleFormat::count(std::int64_t number) const
{
    return formats_->whole == nullptr ? std::to_string(number)
                                      : written([&](UFormattedNumber *into, UErrorCode *status) {
                                            unumf_formatInt(formats_->whole.get(), number, into, status);
                                        });
}

std::string LocaleFormat::share(std::int64_t part, std::int64_t whole) const
{
    return whole == 0 ? std::string(nothing)
                      : written_real(formats_->percent, static_cast<double>(part) / static_cast<double>(whole));
}

std::string LocaleFormat::duration(double seconds) const
{
    std::size_t unit = 0;
    while (unit + 1 < time_units.size() && seconds >= time_units.at(unit + 1).seconds) {
        ++unit;
    }
    return written_real(formats_->lengths.at(unit), seconds / time_units.at(unit).seconds);
}

std::string LocaleFormat::date(std::chrono::sys_days day) const
{
    return written_day(formats_->date, day);
}

std::string LocaleFormat::short_date(std::chrono::sys_days day) const
{
    return written_day(formats_->short_date, day);
}

std::string LocaleFormat::moment(Instant at) const
{
    return written_day(formats_->moment, at);
}

}  // namespace automation::core
