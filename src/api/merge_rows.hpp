/* merge_rows.hpp — what a merge of two leads does to the tables; in the session of the function, under the locks of
 * both leads.
 */
#pragma once
#include "core/facts.hpp"
#include "core/json.hpp"

#include <string>
#include <vector>

namespace automation::api {

struct Merge {
    core::LeadId keep{}, drop{};
    std::string tenant;
};

/** A channel that the lead which goes has refused, and the other has not. */
struct Refused {
    std::string channel;
    std::string cause;  ///< of automation_suppressions
};
[[nodiscard]] std::vector<Refused> refused_by(Merge const &merge, core::Lead const &kept, core::Lead const &dropped);

/** Moves bookings, messages, activities, the queue and the enrollments; `counts` gets how many. Of two messages or runs
 *  of one automation that wait for the same, one stays. */
void move_rows(Merge const &merge, core::json::Value &counts);

/** Fills what is null in the lead that stays, unites the rest, and deletes the other. */
void unite_leads(Merge const &merge);

}  // namespace automation::api
