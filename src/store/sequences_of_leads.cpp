#include "store/sequences_of_leads.hpp"

#include <utility>

#include "pg/extension/added_columns.hpp"
#include "pg/sql/keys.hpp"
#include "pg/sql/spi.hpp"

namespace automation::store {

namespace {

// The index on (lead_id, automation_id), and the primary key of automations.
constinit pg::Statement inside(
    "select e.lead_id, e.tenant_id, e.id, a.name from unnest($1, $2) as due (lead_id, tenant_id) "
    "join @home@.automation_enrollments e on e.lead_id = due.lead_id and e.tenant_id = due.tenant_id "
    "join @home@.automations a on a.id = e.automation_id and a.tenant_id = e.tenant_id "
    "where a.type = 'sequence' and " PG_ADDED_COLUMN("e", "entry") " is not null order by e.id",
    INT8ARRAYOID, TEXTARRAYOID);
// Served by the index on (tenant_id, trigger) of automations.
constinit pg::Statement names(
    "select a.name from @home@.automations a where a.tenant_id = $1 and a.type = 'sequence' order by a.id", TEXTOID);

}  // namespace

SequencesOfLeads sequences_of_leads(std::vector<core::LeadKey> const &leads)
{
    SequencesOfLeads found;
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    for (core::LeadKey const &lead : leads) {
        ids.push_back(number(lead.id));
        tenants.push_back(lead.tenant);
    }
    if (ids.empty()) {
        return found;
    }
    for (pg::Row const row : pg::execute(inside, {pg::int8_array(ids), pg::text_array(tenants)})) {
        found[pg::key_from<core::LeadId>(row, 1)].push_back({row.int8(3), row.text(4)});
    }
    return found;
}

std::vector<std::string> names_but(SequencesOfLeads const &sequences, core::LeadKey const &lead, std::int64_t but)
{
    std::vector<std::string> found;
    auto const of_lead = sequences.find(lead);
    if (of_lead == sequences.end()) {
        return found;
    }
    for (EntryName const &one : of_lead->second) {
        if (one.entry != but) {
            found.push_back(one.sequence);
        }
    }
    return found;
}

std::vector<std::string> sequence_names(std::string const &tenant)
{
    std::vector<std::string> found;
    for (pg::Row const row : pg::execute(names, {pg::Param::of(std::string_view(tenant))})) {
        found.push_back(row.text(1));
    }
    return found;
}

}  // namespace automation::store
