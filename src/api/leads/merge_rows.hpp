/* merge_rows.hpp — what a merge of two leads does to the tables; in the session of the function, under the locks of
 * both leads.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/json/json.hpp"

#include <string>
#include <vector>

#include "pg/sql/spi.hpp"

namespace automation::api {

struct Merge {
    core::LeadId keep{}, drop{};
    std::string tenant;
};

/** What statements of a merge begin with: $1 stays, $2 goes, $3 is their tenant, $4 now. Valid as long as `merge`. */
[[nodiscard]] std::vector<pg::Param> params_of(Merge const &merge);

/** Moves bookings, messages, activities, the queue and the enrollments; `counts` gets how many. Of two messages or runs
 *  of one automation that wait for the same, one stays. */
void move_rows(Merge const &merge, core::json::Value &counts);

/** Lets rows of the user's own tables whose foreign keys name the lead that goes name the other; `counts` gets how
 * many. A UserError where such a table is another role's and has such a row. */
void move_references(Merge const &merge, core::json::Value &counts);

/** Fills what is null in the lead that stays, unites the rest, and deletes the other. */
void unite_leads(Merge const &merge);

}  // namespace automation::api
