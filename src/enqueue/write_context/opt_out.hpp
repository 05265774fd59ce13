/* opt_out.hpp — a person refuses a channel, or takes that back, and everything that follows.
 *
 * What is refused stands twice: in the lead's opted_out, and by address in automation_suppressions, where it holds for
 * every row of the tenant that has the address. What follows for the lead is the business of the trigger on
 * leads.opted_out, so that it makes no difference who writes the column. All of it inside an SPI session, as the owner
 * of the tables.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/base/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::enqueue {

/** Who refuses which channel. */
struct Refusal {
    core::LeadId lead{};  ///< may be gone
    std::string tenant;
    std::string channel;              ///< or "all"
    core::NullableText address = {};  ///< that was used, where it is known; what the lead has now counts as well
    core::NullableText detail = {};   ///< what was said
    bool of_the_address = false;      ///< the lead itself is not concerned: the address is somebody else's
    bool lead_is_left = false;        ///< its row is left to the dispatcher (lead_claims): only its addresses now
};

/** Refuses for the lead and for its addresses; false when the lead refused before, or is gone and its address did.
 *  The reason is that of the write context. Waits for a lock of the lead. */
bool refuse(Refusal const &refusal);

/** Why the lead refuses the channel, as its last activity has it. */
[[nodiscard]] core::NullableText refusal_reason(core::LeadId lead, std::string const &tenant,
                                                std::string const &channel);

/** Takes back what a stop word refused, for the lead, for its addresses and for every lead of the tenant that has one
 * of them; whether there was anything. */
bool undo_opt_out(core::LeadId lead, std::string const &tenant, std::string const &channel);
/** The same for an address that no lead may have. */
bool undo_opt_out(std::string const &tenant, std::string const &channel, std::string const &address);

/** Whether there is anything that undo_stop would take back for the lead. */
[[nodiscard]] bool is_stopped(core::LeadId lead, std::string const &tenant, std::string const &channel);

/** A row of automation_suppressions was removed by hand: leads that have the address take back what the person or a
 *  provider said. */
void accept_again(std::string const &tenant, std::string const &channel, std::string const &address,
                  std::vector<std::string> const &spellings);
/** One such lead. */
void accept_again(core::LeadId lead, std::string const &tenant, std::string const &channel);

}  // namespace automation::enqueue
