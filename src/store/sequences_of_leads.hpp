/* sequences_of_leads.hpp — which sequences leads are in. */
#pragma once
#include "core/base/tenant_key.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace automation::store {

struct EntryName {
    std::int64_t entry = 0;  ///< the row of automation_enrollments
    std::string sequence;
};

/** By lead; none of those who are in no sequence. */
using SequencesOfLeads = std::unordered_map<core::LeadKey, std::vector<EntryName>>;
[[nodiscard]] SequencesOfLeads sequences_of_leads(std::vector<core::LeadKey> const &leads);

/** The names of one lead's, without those of its entry `but`. */
[[nodiscard]] std::vector<std::string> names_but(SequencesOfLeads const &sequences, core::LeadKey const &lead,
                                                 std::int64_t but);

/** The names of the tenant's sequences, whether they are enabled or not. */
[[nodiscard]] std::vector<std::string> sequence_names(std::string const &tenant);

}  // namespace automation::store
