#include "store/merged_leads.hpp"

#include "pg/sql/spi.hpp"

namespace automation::store {

namespace {

// By the primary key, else by the index on external_ids.
constinit pg::Statement present(
    "select l.id from @home@.leads l where l.id = $1 and l.tenant_id = $2 union all "
    "select l.id from @home@.leads l where l.tenant_id = $2 and l.external_ids <> '{}' and l.external_ids @> "
    "pg_catalog.jsonb_build_object('merged_leads', pg_catalog.jsonb_build_array($1)) limit 1",
    INT8OID, TEXTOID);

}  // namespace

core::LeadId present_lead(core::LeadId id, std::string const &tenant)
{
    auto const rows = pg::execute(present, {pg::Param::of(number(id)), pg::Param::of(std::string_view(tenant))});
    return rows.empty() ? id : core::LeadId{rows[0].int8(1)};
}

}  // namespace automation::store
