/* refusing_leads.hpp — which leads of a tenant have an address, and which of them refuse a channel by themselves.
 *
 * Leads are found by the indexes on lower(email) and phone, so how they write the address must be known: a row of
 * automation_suppressions has the spellings of the leads that refused. Inside an SPI session, as the owner.
 */
#pragma once
#include "core/base/types.hpp"

#include <optional>
#include <string>
#include <vector>

#include "store/suppressions.hpp"

namespace automation::store {

struct RefusingLead {
    core::LeadId id{};
    std::string written;  ///< the address as its row has it
};

/** Leads with the address whose opted_out names the channel; `spellings` are other ways in which it is written. */
[[nodiscard]] std::vector<RefusingLead> refusing_leads(Recipient const &at, std::vector<std::string> const &spellings);
/** Whether there is another one than `lead`. */
[[nodiscard]] bool other_lead_refuses(core::LeadId lead, Recipient const &at,
                                      std::vector<std::string> const &spellings);

/** Leads with the address, whether they refuse anything or not, but `lead`. */
[[nodiscard]] std::vector<core::LeadId> other_leads_at(core::LeadId lead, Recipient const &at);

}  // namespace automation::store
