/* consent_checks.cpp — refusals that are not found any more. */
#include "api/checks/groups.hpp"
#include "store/address_hashes.hpp"

namespace automation::api {

void check_suppressions(FindingList &findings)
{
    std::int64_t const lost = store::count_unknown_hashes();
    if (lost > 0) {
        findings.error("suppression_key_lost",
                       std::to_string(lost) + (lost == 1 ? " row" : " rows") +
                           " of automation_suppressions, of people who were forgotten, are not found any more: "
                           "automation_instance.suppression_key is another one",
                       "Restore the key from a backup: update automation_instance set suppression_key = … where "
                       "tenant_id = ''. Without it, delete those rows; the people may be written to again.");
    }
}

}  // namespace automation::api
