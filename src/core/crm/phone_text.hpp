/* phone_text.hpp — the digits of a telephone number in what people write around them.
 *
 * "Tel.: (0170) 123 45 67 (mobile)", "+49 (0)30/123456 ext. 7". Which number the digits are is read in
 * contact_address.hpp.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

struct PhoneText {
    bool plus = false;
    std::string digits;                             ///< in ASCII, without the zero of "(0)"
    std::size_t optional_zero = std::string::npos;  ///< where that zero was
    bool words = false;                             ///< there was more than a number and its punctuation

    /** The digits with that zero, as they are dialled in the number's own country. */
    [[nodiscard]] std::string dialled() const;
};

/** Nothing where it is no number, or more than one. An extension is left out: no message reaches it. */
[[nodiscard]] std::optional<PhoneText> read_phone_text(std::string_view bare_address);

}  // namespace automation::core
