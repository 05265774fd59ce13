/* opt_out_rows.hpp — what an application's write to leads.opted_out does to automation_suppressions.
 *
 * A refusal in a lead's row is written down for its addresses; taken out again, only what an application or an import
 * put there goes. Inside an SPI session, as the owner of the tables.
 */
#pragma once
#include "core/crm/opt_out_list.hpp"
#include "core/base/types.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "store/suppressions.hpp"

namespace automation::enqueue {

/** A row of leads as far as it concerns consent. */
struct LeadConsent {
    core::LeadId id{};
    std::string tenant;
    std::vector<std::string> opted_out;
    core::LeadAddresses addresses;
};

/** Whether a write changes who must be found in automation_suppressions. */
[[nodiscard]] bool concerns_addresses(LeadConsent const &before, LeadConsent const &after);

/** A row of automation_suppressions that a write to leads adds, or removes unless somebody else stands behind it. */
struct ConsentWrite {
    store::Recipient at;  ///< the address as rows have it
    core::LeadId lead{};
    std::string written = {};  ///< of a row that is added: as the lead has the address
    std::string cause = {};
    core::NullableText detail = {};
    bool removes = false;
};

/** Of a lead that was just inserted and refuses something. */
[[nodiscard]] std::vector<ConsentWrite> writes_of_new(LeadConsent const &lead, std::string_view cause);

/** Of a changed lead: adds rows for what it refuses now, by `cause` where its old addresses have no row, and removes
 *  those of an application or an import that neither it nor another lead with the address stands behind any more. */
[[nodiscard]] std::vector<ConsentWrite> writes_of_change(LeadConsent const &before, LeadConsent const &after,
                                                         std::string_view cause);

/** Writes them all, in the order of the addresses: two statements that write the same rows do not wait for each other.
 */
void write_consent(std::vector<ConsentWrite> writes);

/** The rows that keep a channel refused which `after` leaves out of opted_out: the person or a provider said so. Where
 *  the lead had no address that could have a row, one without an address. */
[[nodiscard]] std::vector<core::Suppression> current_rows(LeadConsent const &before, LeadConsent const &after);

}  // namespace automation::enqueue
