#include "pg/merged_leads.hpp"

#include "pg/spi.hpp"

namespace automation::pg {

namespace {

// By the primary key, else by the index on external_ids.
constinit Statement present(
    "select l.id from @home@.leads l where l.id = $1 and l.tenant_id = $2 union all "
    "select l.id from @home@.leads l where l.tenant_id = $2 and l.external_ids <> '{}' and l.external_ids @> "
    "pg_catalog.jsonb_build_object('merged_leads', pg_catalog.jsonb_build_array($1)) limit 1",
    INT8OID, TEXTOID);

}  // namespace

core::LeadId present_lead(core::LeadId id, std::string const &tenant)
{
    auto const rows = execute(present, {Param::of(number(id)), Param::of(std::string_view(tenant))});
    return rows.empty() ? id : core::LeadId{rows[0].integer(1)};
}

}  // namespace automation::pg
