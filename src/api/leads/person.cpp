/* person.cpp — automation_person: everything that is held about one person. */
#include "core/json/json.hpp"

#include "api/leads/person.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "api/leads/lead_references.hpp"
#include "pg/boundary/args.hpp"
#include "store/lead_store.hpp"
#include "store/personal_suppressions.hpp"
#include "store/refusing_leads.hpp"

namespace automation::api {
namespace {

// By the primary key, and by the index on messages (lead_id, created_at). A notice went to somebody of the business,
// whose address is not the person's.
constinit pg::Statement addresses_of_lead(
    "select l.email::text from @home@.leads l where l.id = $1 and l.tenant_id = $2 union "
    "select l.phone::text from @home@.leads l where l.id = $1 and l.tenant_id = $2 union "
    "select m.recipient::text from @home@.messages m where m.lead_id = $1 and m.tenant_id = $2 "
    "and not 'notice' collate \"C\" = any(m.flags)",
    INT8OID, TEXTOID);

// Whole rows, with columns of the user's own; by the indexes that begin with lead_id.
#define ROWS(name, table, key)                                                                         \
    "'" name "', (select coalesce(jsonb_agg(to_jsonb(r) order by r." key "), '[]') from @home@." table \
    " r "                                                                                              \
    "where r.lead_id = l.id and r.tenant_id = l.tenant_id)"
constinit pg::Statement everything(
    "select jsonb_build_object('lead', to_jsonb(l), " ROWS("bookings", "bookings", "id") ", "        //
    ROWS("messages", "messages", "id") ", " ROWS("activities", "activities", "id") ", "              //
    ROWS("queue", "automation_queue", "id") ", "                                                      //
    ROWS("enrollments", "automation_enrollments", "id") ", "                                          //
    ROWS("dates", "automation_lead_dates", "field") ")::text "                                        //
    "from @home@.leads l where l.id = $1 and l.tenant_id = $2",
    INT8OID, TEXTOID);
#undef ROWS

/* JSON of the server's own is put together as text: no value of a user's is too large or too deep for it. */
std::string list_of(std::vector<std::string> const &values)
{
    std::string list;
    for (std::string const &value : values) {
        list += (list.empty() ? "" : ",") + value;
    }
    return "[" + list + "]";
}

/* By their names. What another role's table holds is not ours to read, and no table of the owner's is for others. */
std::string own_tables(core::LeadKey const &lead, bool owner_calls)
{
    std::map<std::string, std::optional<std::vector<std::string>>> tables;
    for (LeadReference const &reference : references_to_leads()) {
        auto &found = tables[reference.name];
        if (!reference.same_owner || !owner_calls) {
            continue;
        }
        if (!found) {
            found.emplace();
        }
        std::string const sql = "select pg_catalog.to_jsonb(t)::pg_catalog.text from " + reference.name + " t" +
                                reference.rows_of("$1", "$2");
        for (pg::Row const row :
             pg::execute_with(sql, {INT8OID, TEXTOID},
                              {pg::Param::of(number(lead.id)), pg::Param::of(std::string_view(lead.tenant))})) {
            found->push_back(row.text(1));
        }
    }
    std::string object;
    for (auto const &[name, rows] : tables) {
        object += (object.empty() ? "" : ",") + core::json::dump(name) + ":" + (rows ? list_of(*rows) : "null");
    }
    return "{" + object + "}";
}

std::string describe(core::LeadId id)
{
    Session const session;
    Person const person = find_person(session, id, false);
    auto const rows = pg::execute(
        everything, {pg::Param::of(number(person.lead.id)), pg::Param::of(std::string_view(person.lead.tenant))});
    if (rows.empty()) {
        throw core::UserError(core::ErrorCode::wrong_state, "the lead was deleted concurrently", "", "");
    }
    std::vector<std::string> refused;
    for (auto const &row : store::suppressions_at(person.lead.tenant, person.addresses)) {
        refused.push_back(row.json);
    }
    std::vector<std::string> others;
    for (core::LeadId const other : other_leads_of(person)) {
        others.push_back(std::to_string(number(other)));
    }
    std::string answer = rows[0].text(1);
    answer.pop_back();  // its brace
    return answer + ",\"suppressions\":" + list_of(refused) +
           ",\"own_tables\":" + own_tables(person.lead, session.owner_calls()) + ",\"other_leads\":" + list_of(others) +
           "}";
}

}  // namespace

Person find_person(Session const &session, core::LeadId id, bool to_change)
{
    Person person{.lead = present_lead(session, id), .addresses = {}};
    if (to_change) {
        store::hold_lead(person.lead.id, person.lead.tenant);
    }
    for (pg::Row const row : pg::execute(addresses_of_lead, {pg::Param::of(number(person.lead.id)),
                                                             pg::Param::of(std::string_view(person.lead.tenant))})) {
        if (auto address = row.opt_text(1); address && !address->empty()) {
            person.addresses.push_back(*std::move(address));
        }
    }
    return person;
}

std::vector<core::LeadId> other_leads_of(Person const &person)
{
    std::vector<core::LeadId> ids;
    auto const lead = store::load_stored_lead(person.lead.id, person.lead.tenant);
    auto const add = [&](char const *channel, core::NullableText const &address) {
        if (address && !address->empty()) {
            for (core::LeadId const id :
                 store::other_leads_at(person.lead.id, {person.lead.tenant, channel, *address})) {
                ids.push_back(id);
            }
        }
    };
    if (lead) {
        add("email", lead->email);
        add("sms", lead->phone);
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_person)
{
    return pg::jsonb_datum(describe(core::LeadId{args.integer(0, "lead_id")}));
}
