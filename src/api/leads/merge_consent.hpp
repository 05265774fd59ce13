/* merge_consent.hpp — what either of two merged leads refuses holds for the lead that stays, and at every address that
 * one of the two had.
 */
#pragma once
#include "core/crm/opt_out_list.hpp"
#include "core/crm/entities.hpp"

#include "api/leads/merge_rows.hpp"

#include <map>
#include <string>

namespace automation::api {

struct UnitedRefusals {
    std::map<std::string, std::string> causes;  ///< by channel; the one that outweighs the others
    core::LeadAddresses lost;                   ///< addresses that the lead which stays does not take over
};

/** Before anything is moved: the refusals of both leads. What automation_suppressions says of an address that is lost
 *  counts as a refusal of the lead that had it. */
[[nodiscard]] UnitedRefusals refusals_of_both(Merge const &merge, core::Lead const &kept, core::Lead const &dropped);

/** After the leads have become one: refuses for it, at its addresses and at those that are lost. Fires the triggers, so
 *  that what waits on a channel that one of the two refused ends. */
void unite_refusals(Merge const &merge, UnitedRefusals const &refused);

}  // namespace automation::api
