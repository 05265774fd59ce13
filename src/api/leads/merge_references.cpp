/* merge_references.cpp — rows of tables of the user's own that refer to a lead that is merged into another: without
 * this they would be deleted with it, or keep it from being deleted.
 */
#include "core/json/json.hpp"

#include "core/base/error.hpp"

#include "api/leads/lead_references.hpp"
#include "api/leads/merge_rows.hpp"

#include <array>
#include <string>
#include <vector>

#include "pg/sql/spi.hpp"
#include "pg/sql/write_table.hpp"

namespace automation::api {

namespace {

constexpr std::array<int, 3> types{INT8OID, INT8OID, TEXTOID};

[[noreturn]] void refuse_reference(LeadReference const &reference, Merge const &merge)
{
    throw core::UserError(
        core::ErrorCode::wrong_state,
        reference.name + " has rows of lead " + std::to_string(number(merge.drop)) + " and belongs to another role",
        "A merge moves the rows of tables that belong to the owner of leads.",
        "Let its owner run UPDATE " + reference.name + " SET " + reference.id + " = " +
            std::to_string(number(merge.keep)) + " WHERE " + reference.id + " = " + std::to_string(number(merge.drop)) +
            ", then merge again.");
}

}  // namespace

void move_references(Merge const &merge, core::json::Value &counts)
{
    std::vector<pg::Param> const params{pg::Param::of(number(merge.keep)), pg::Param::of(number(merge.drop)),
                                        pg::Param::of(std::string_view(merge.tenant))};
    std::uint64_t moved = 0;
    for (LeadReference const &reference : references_to_leads()) {
        if (reference.same_owner) {
            moved += pg::execute_writing(reference.table,
                                         "update " + reference.name + " t set " + reference.id + " = $1" +
                                             reference.rows_of("$2", "$3"),
                                         types, params)
                         .affected();
        } else if (!pg::execute_with("select 1 from " + reference.name + " t" + reference.rows_of("$2", "$3") +
                                         " and $1 is not null limit 1",
                                     types, params)
                        .empty()) {
            refuse_reference(reference, merge);
        }
    }
    counts["references"] = moved;
}

}  // namespace automation::api
