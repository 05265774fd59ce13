#include "api/leads/lead_references.hpp"

#include "pg/extension/extension_schema.hpp"

namespace automation::api {

namespace {

// Foreign keys on the lead's id, alone or with the tenant. A table of another role's is not written to: triggers there
// would run as the owner of the leads.
constinit pg::Statement references(
    "select c.oid, c.oid::pg_catalog.regclass::text, pg_catalog.quote_ident(i.attname), "
    "pg_catalog.quote_ident(t.attname), c.relowner = l.relowner "
    "from pg_catalog.pg_constraint f join pg_catalog.pg_class c on c.oid = f.conrelid "
    "join pg_catalog.pg_class l on l.oid = f.confrelid "
    "join pg_catalog.pg_attribute ki on ki.attrelid = f.confrelid and ki.attname = 'id' "
    "join pg_catalog.pg_attribute kt on kt.attrelid = f.confrelid and kt.attname = 'tenant_id' "
    "join pg_catalog.pg_attribute i on i.attrelid = f.conrelid "
    "and i.attnum = f.conkey[pg_catalog.array_position(f.confkey, ki.attnum)] "
    "left join pg_catalog.pg_attribute t on t.attrelid = f.conrelid "
    "and t.attnum = f.conkey[pg_catalog.array_position(f.confkey, kt.attnum)] "
    "where f.contype = 'f' and f.conparentid = 0 and f.confrelid = $1 and f.conrelid not in ($2, $3, $4) order by 2, 3",
    OIDOID, OIDOID, OIDOID, OIDOID);

}  // namespace

std::vector<LeadReference> references_to_leads()
{
    using enum pg::TableName;
    std::vector<LeadReference> found;
    auto const table = [](pg::TableName name) {
        return pg::Param(ObjectIdGetDatum(pg::require_extension().table(name)));
    };
    for (pg::Row const row :
         pg::execute(references, {table(leads), table(bookings), table(messages), table(activities)})) {
        found.push_back({row.object(1), row.text(2), row.text(3), row.text(4), row.boolean(5)});
    }
    return found;
}

}  // namespace automation::api
