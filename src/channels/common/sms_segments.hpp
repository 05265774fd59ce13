/* sms_segments.hpp — how many SMS a text is sent and paid as (3GPP TS 23.038 and 23.040).
 *
 * One character outside the GSM alphabet turns all of the text into UCS-2 and halves what fits: worth showing before it
 * is sent a thousand times.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>
#include <string_view>

namespace automation::channels {

enum class SmsEncoding : unsigned char { gsm7, ucs2 };

struct SmsSegments {
    SmsEncoding encoding = SmsEncoding::gsm7;
    std::size_t units = 0;     ///< septets (characters of the extension table take two), or UTF-16 units
    std::size_t segments = 0;  ///< 0 for an empty text
};

/** "GSM-7", "UCS-2" */
[[nodiscard]] std::string_view name_of(SmsEncoding encoding) noexcept;

/** Up to 160 septets or 70 units are one SMS, longer texts are cut into 153 or 67; what takes two units is never
 *  parted. */
[[nodiscard]] SmsSegments sms_segments(std::string_view text) noexcept;

}  // namespace automation::channels
