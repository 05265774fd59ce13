/* personal_suppressions.hpp — what automation_suppressions has of one person, whatever the channel, and how it is kept
 * without the address.
 *
 * Inside an SPI session, as the owner of the tables. Reads all rows of the tenant: nobody waits for it.
 */
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace automation::store {

/** A row. */
struct PersonalSuppression {
    std::string channel, address, reason;
    std::string known_as;  ///< the address, of a row with the hash of a link, too; empty: forgotten already
    std::string json;      ///< all of it
};

/** The rows of these addresses, which may be written in any way; those that are hashes of them, too. */
[[nodiscard]] std::vector<PersonalSuppression> suppressions_at(std::string const &tenant,
                                                               std::vector<std::string> const &addresses);

/** Replaces the addresses of these rows by keyed hashes, and removes what else they tell of the person; hashes of
 * links, too, which would be lost with their secret. How many there were. To be called in a ConsentScope, or the leads
 * take back what the rows stood for. */
std::size_t hash_suppressions(std::string const &tenant, std::vector<PersonalSuppression> const &rows);

}  // namespace automation::store
