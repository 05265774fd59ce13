/* phone_number.hpp — a telephone number in its normal form, E.164, however it is written.
 *
 * "+49 170 1234567", "0049 (0)170/1234567", "Tel.: 0170 1234567" where the country is known. The digits are found by
 * phone_text.hpp, the rules of countries are in phone_plan.hpp.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** What a number without a plus or 00 in front of it means. */
enum class NoPrefix {
    international,  ///< the plus was left out, how gateways write; where it cannot be, a number of the country
    local           ///< a number of the country, how people write; without a country nobody's
};

/** Nothing when it is no number. `country` is the one that numbers without a country code belong to (ISO 3166), empty
 *  where it is not known. What it gives it leaves as it is. */
[[nodiscard]] std::optional<std::string> phone_number(std::string_view written, std::string_view country,
                                                      NoPrefix without_prefix);

/** What the index on the telephone numbers of leads has of a number in E.164, as they may write it: the last seven
 * digits; fewer, or with the zero of the country in front, where a number has no more of its own. */
[[nodiscard]] std::vector<std::string> phone_keys(std::string_view number);

}  // namespace automation::core
