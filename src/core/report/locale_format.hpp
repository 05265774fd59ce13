/* locale_format.hpp — numbers, lengths of time and dates as the readers of a language write them, by ICU.
 *
 * Digits are 0 to 9 and the calendar is the Gregorian one everywhere; "en" alone is British, as in date_language.hpp.
 */
#pragma once
#include "core/base/types.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace automation::core {

class LocaleFormat {
 public:
    /** Of a BCP 47 tag that ICU has data for. */
    explicit LocaleFormat(std::string_view tag);
    LocaleFormat(LocaleFormat const &) = delete;
    LocaleFormat &operator=(LocaleFormat const &) = delete;
    ~LocaleFormat();

    /** "1,234" */
    [[nodiscard]] std::string count(std::int64_t number) const;
    /** "12.5%"; "–" where the whole is 0. */
    [[nodiscard]] std::string share(std::int64_t part, std::int64_t whole) const;
    /** "850 ms", "2.4 secs", "3 mins", "1.5 hrs", "2 days": the largest unit of which there is one. */
    [[nodiscard]] std::string duration(double seconds) const;
    /** "24 Nov 2026" */
    [[nodiscard]] std::string date(std::chrono::sys_days day) const;
    /** "24 Nov" */
    [[nodiscard]] std::string short_date(std::chrono::sys_days day) const;
    /** "24 Nov 2026, 14:30", in UTC; "–" for a moment that no calendar shows. */
    [[nodiscard]] std::string moment(Instant at) const;

 private:
    struct Formats;
    std::unique_ptr<Formats> formats_;
};

}  // namespace automation::core
