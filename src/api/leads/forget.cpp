/* forget.cpp — automation_forget: erases one person, in one transaction.
 *
 * What remains are counts, and keyed hashes of the addresses that are not to be written to.
 */
#include "core/json/json.hpp"

#include "api/leads/person.hpp"
#include "core/crm/contact_address.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "store/activities.hpp"
#include "store/lead_dates.hpp"
#include "store/personal_suppressions.hpp"

namespace automation::api {
namespace {

// By the indexes that begin with lead_id.
#define COUNT(table) "(select count(*) from @home@." table " t where t.lead_id = $1 and t.tenant_id = $2)"
constinit pg::Statement count_rows(
    "select " COUNT("bookings") ", " COUNT("messages") ", " COUNT("activities") ", " COUNT("automation_lead_dates"),
    INT8OID, TEXTOID);
constinit pg::Statement rows_left(
    "select (select count(*) from @home@.leads t where t.id = $1 and t.tenant_id = $2), " COUNT("bookings") ", " COUNT(
        "messages") ", " COUNT("activities") ", " COUNT("automation_lead_dates"),
    INT8OID, TEXTOID);
#undef COUNT
#define DELETE_ROWS(table) "delete from @home@." table " t where t.lead_id = $1 and t.tenant_id = $2"
constinit pg::Statement delete_queue(DELETE_ROWS("automation_queue"), INT8OID, TEXTOID);
constinit pg::Statement delete_enrollments(DELETE_ROWS("automation_enrollments"), INT8OID, TEXTOID);
#undef DELETE_ROWS
// Bookings, messages and activities go with it.
constinit pg::Statement delete_lead("delete from @home@.leads l where l.id = $1 and l.tenant_id = $2", INT8OID,
                                    TEXTOID);

/* Rows of the user's own tables may keep the lead. */
void remove_lead(std::vector<pg::Param> const &key, core::LeadId lead)
{
    try {
        pg::execute(delete_lead, key);
    } catch (pg::Error const &error) {
        if (error.sqlstate() != ERRCODE_FOREIGN_KEY_VIOLATION) {
            throw;
        }
        throw core::UserError(core::ErrorCode::wrong_state, error.what(),
                              "A foreign key keeps rows of lead " + std::to_string(number(lead)) + ".",
                              "Delete or change these rows, or give the foreign key ON DELETE CASCADE or SET NULL.");
    }
}

/* A trigger of the owner's may have kept a row, as soft deletion does. */
void require_nothing_left(Person const &person, std::vector<pg::Param> const &key)
{
    static constexpr std::array<char const *, 5> places{"leads", "bookings", "messages", "activities",
                                                        "automation_lead_dates"};
    auto const left = pg::execute(rows_left, key);
    char const *where = nullptr;
    for (std::size_t i = 0; i < places.size() && where == nullptr; ++i) {
        where = left[0].int8(static_cast<int>(i) + 1) > 0 ? places[i] : nullptr;
    }
    for (auto const &row : store::suppressions_at(person.lead.tenant, person.addresses)) {
        where = row.address.starts_with(core::hashed_prefix) ? where : "automation_suppressions";
    }
    if (where != nullptr) {
        throw core::UserError(core::ErrorCode::wrong_state,
                              "lead " + std::to_string(number(person.lead.id)) + " cannot be erased: rows of table " +
                                  where + " are left",
                              "A trigger or rule of yours, or session_replication_role, keeps them.",
                              "Disable the trigger for this transaction, or erase the rows yourself.");
    }
}

core::json::Value erase(core::LeadId id)
{
    Session const session;
    Person const person = find_person(session, id, true);
    std::string const &tenant = person.lead.tenant;
    std::vector<pg::Param> const key{pg::Param::of(number(person.lead.id)), pg::Param::of(std::string_view(tenant))};
    auto const counted = pg::execute(count_rows, key);
    core::json::Value counts{{"bookings", counted[0].int8(1)},
                             {"messages", counted[0].int8(2)},
                             {"activities", counted[0].int8(3)},
                             {"dates", counted[0].int8(4)}};
    auto const others = other_leads_of(person);
    {
        // Nothing has happened to anybody, and nobody takes anything back.
        enqueue::Untriggered const quiet;
        enqueue::ConsentScope const scope("forgotten");
        auto const refused = store::suppressions_at(tenant, person.addresses);
        counts["suppressions"] = store::hash_suppressions(tenant, refused);
        counts["queue"] = pg::execute(delete_queue, key).affected();
        counts["enrollments"] = pg::execute(delete_enrollments, key).affected();
        store::remove_lead_dates(person.lead);
        remove_lead(key, person.lead.id);
    }
    require_nothing_left(person, key);
    core::json::Value details = counts;
    details["event"] = "forget";
    details["reason"] = "forgotten";
    store::insert_activity({.type = "lead_forgotten",
                            .description = "a lead was erased",
                            .details = core::json::dump(details),
                            .tenant = tenant},
                           pg::now());
    core::json::Value &rest = counts["other_leads"] = core::json::Value::array();
    for (core::LeadId const other : others) {
        rest.push_back(number(other));
    }
    return counts;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_forget)
{
    return pg::jsonb_datum(core::json::dump(erase(core::LeadId{args.integer(0, "lead_id")})));
}
