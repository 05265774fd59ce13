/* merged_leads.hpp — ids of leads that automation_merge_leads() has merged into others. */
#pragma once
#include "core/base/types.hpp"

#include <string>

namespace automation::store {

/** The lead that has this id, or that the lead with this id was merged into; the id itself where there is none. In an
 * SPI session as the owner of the tables. */
[[nodiscard]] core::LeadId present_lead(core::LeadId id, std::string const &tenant);

}  // namespace automation::store
