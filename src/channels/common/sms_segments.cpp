#include "channels/common/sms_segments.hpp"

#include "core/base/utf8.hpp"

#include <algorithm>

namespace automation::channels {
namespace {

// The tables of TS 23.038, 6.2.1 and 6.2.1.1, without the letters and digits of ASCII.
constexpr std::u32string_view basic_others = U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view extension = U"\f^{}\\[~]|€";

/** Septets of a character; 0: it is not in the alphabet. */
std::size_t septets_of(char32_t code) noexcept
{
    bool const plain =
        (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9') || code == ' ';
    if (plain || basic_others.find(code) != std::u32string_view::npos) return 1;
    return extension.find(code) != std::u32string_view::npos ? 2 : 0;
}

std::size_t utf16_units_of(char32_t code) noexcept
{
    return code > 0xFFFF ? 2 : 1;
}

/** Fills segment after segment. */
SmsSegments count(std::string_view text, SmsEncoding encoding, std::size_t (*width)(char32_t) noexcept,
                  std::size_t alone, std::size_t joined) noexcept
{
    SmsSegments result{.encoding = encoding};
    std::size_t filled = joined;
    while (!text.empty()) {
        auto const units = width(core::next_code_point(text));
        result.units += units;
        if (filled + units > joined) {
            ++result.segments;
            filled = 0;
        }
        filled += units;
    }
    if (result.units <= alone) result.segments = std::min<std::size_t>(result.segments, 1);
    return result;
}

bool is_gsm(std::string_view text) noexcept
{
    while (!text.empty())
        if (septets_of(core::next_code_point(text)) == 0) return false;
    return true;
}

}  // namespace

std::string_view name_of(SmsEncoding encoding) noexcept
{
    return encoding == SmsEncoding::gsm7 ? "GSM-7" : "UCS-2";
}

SmsSegments sms_segments(std::string_view text) noexcept
{
    return is_gsm(text) ? count(text, SmsEncoding::gsm7, septets_of, 160, 153)
                        : count(text, SmsEncoding::ucs2, utf16_units_of, 70, 67);
}

}  // namespace automation::channels
