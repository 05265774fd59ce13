/* suppressions.hpp — addresses that nothing is sent to any more: automation_suppressions.
 *
 * The one place that reads and writes that table. All of it inside an SPI session, as the owner of the tables.
 * Addresses are compared in the form of core/contact_address.hpp, so "Ann@Example.com" and "ann@example.com" are one.
 */
#pragma once
#include "core/crm/suppression.hpp"
#include "store/address_hashes.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace automation::store {

struct Recipient {
    std::string tenant;
    std::string channel;
    std::string address;
};

/** What must be known of a tenant before addresses are asked; see PG_SUPPRESSING. */
struct Suppressing {
    bool any = false;    ///< the tenant has rows at all
    HashKeys hash_keys;  ///< to hash addresses with; none where no row is a hash
};

/** A column of a SELECT: whether tenant `t` has rows, as a Suppressing is read from it by suppressing_from(). */
#define PG_SUPPRESSING(t)                                                                       \
    "case when not exists (select from @home@.automation_suppressions s where s.tenant_id = " t \
    ") then 'none' "                                                                            \
    "when exists (select from @home@.automation_suppressions s where s.tenant_id = " t          \
    " and s.address like 'hashed:%') "                                                          \
    "then coalesce(" PG_HASH_KEYS                                                               \
    ", '') "                                                                                    \
    "else '' end"
[[nodiscard]] Suppressing suppressing_from(std::string_view column);

/** For each recipient the rows that speak against its address. At most two statements; none for an empty list. */
[[nodiscard]] std::vector<core::Suppressions> suppressions_of(std::vector<Recipient> const &recipients);
/** The same where each recipient's tenant is among `tenants`: at most one statement, none where no tenant has rows. */
[[nodiscard]] std::vector<core::Suppressions> suppressions_of(std::vector<Recipient> const &recipients,
                                                              std::map<std::string, Suppressing> const &tenants);

/** Nothing arrives there. `detail` is for people and must hold no secret; the latest one is kept. */
void suppress(Recipient const &recipient, std::string_view detail);

/** Somebody refuses a channel at an address. */
struct OptOut {
    Recipient at;
    std::string written = {};  ///< as the lead's row has the address, so that the lead is found again; empty: no lead
};

/** Writes down refusals, and keeps the rows from being removed until the transaction ends. A row that is there keeps
 * what was said first, unless `cause` outweighs it: application and import, then stop_word, then unsubscribe and
 * provider. How many rows are new. */
std::size_t add_opt_outs(std::vector<OptOut> const &opt_outs, std::string_view cause, core::NullableText const &detail);

/** A refusal that stands. */
struct StoredOptOut {
    core::Suppression row;
    std::vector<std::string> spellings;  ///< how leads that refused write the address, where that is another form
};
/** The refusals of exactly these channels at these addresses, written in any way. */
[[nodiscard]] std::vector<StoredOptOut> opt_outs_at(std::vector<Recipient> const &places);

/** Before a refusal is removed: waits for those who have refused there or ask for the same, so that what they wrote is
 *  seen by the next statement. False when there is no such row any more. */
bool hold_opt_out(Recipient const &at);

/** Removes a refusal of one of these causes; how the leads that refused wrote the address, or nothing when there was no
 *  such row. */
std::optional<std::vector<std::string>> remove_opt_out(Recipient const &at, std::vector<std::string> const &causes);

}  // namespace automation::store
