/* claims.hpp — what a text states that can be checked: links, addresses, numbers, prices, dates, times.
 *
 * Found the same way in a model's text and in the data it was given, so that a claim is grounded when its value occurs
 * in both. Errs towards finding one: doubt goes to a person.
 */
#pragma once
#include "core/no_postgres.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

enum class ClaimKind { link, email, phone, money, date, weekday, time, number };

/** `value` is normalised: "11/24", "November 24th" and "24 Nov." differ in form (see claim_dates.hpp), "€1,200" and
 *  "1200 EUR" do not. */
struct Claim {
    ClaimKind kind{};
    std::string value;
};

[[nodiscard]] std::vector<Claim> claims_in(std::string_view text);

/** The text with links, e-mail addresses and telephone numbers replaced by "[removed]". */
[[nodiscard]] std::string without_contacts(std::string_view text);

}  // namespace automation::core
