/* claims.hpp — what a text states that can be checked: links, addresses, accounts, numbers, prices, dates, times,
 * people, and what it binds the business to.
 *
 * Found the same way in a model's text and in the data it was given, so that a claim is grounded when its value occurs
 * in both. Errs towards finding one: doubt goes to a person.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

enum class ClaimKind {
    link,
    email,
    phone,
    account,  ///< IBAN, card number, address of a wallet
    handle,   ///< a name on another network, or the network
    code,     ///< of a discount or a door, a password
    money,
    percent,
    date,
    weekday,
    relative,  ///< a day told from today; values: relative_words.hpp, and "in 2 week"
    time,
    commitment,  ///< values: commitment_words.hpp
    person,      ///< somebody spoken of
    greeted,     ///< somebody spoken to
    signer,      ///< who says to be writing
    number
};

/** `value` is normalised: "11/24", "November 24th" and "24 Nov." differ in form (see claim_dates.hpp), "€1,200" and
 *  "1200 EUR" do not. */
struct Claim {
    ClaimKind kind{};
    std::string value;
    bool in_words = false;  ///< "fifty euros": what a person may be called, too
};

/** Leads a reader to somebody outside; the mere name of a network or a means of payment does not. */
[[nodiscard]] bool is_contact(Claim const &claim) noexcept;

[[nodiscard]] std::vector<Claim> claims_in(std::string_view text);

/** The text with links, addresses, telephone and account numbers, names on other networks replaced by "[removed]". */
[[nodiscard]] std::string without_contacts(std::string_view text);

}  // namespace automation::core
