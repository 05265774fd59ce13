/* merge_references.cpp — rows of tables of the user's own that refer to a lead that is merged into another: without
 * this they would be deleted with it, or keep it from being deleted.
 */
#include "core/base/error.hpp"

#include "api/leads/merge_rows.hpp"

#include <array>
#include <string>
#include <vector>

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/spi.hpp"
#include "pg/sql/write_table.hpp"

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

struct Reference {
    Oid table;
    std::string name, id, tenant;
    bool same_owner;

    /** The rows of the lead `$n`, of the tenant $3. */
    [[nodiscard]] std::string rows_of(std::string const &lead) const
    {
        return " where t." + id + " = " + lead +
               (tenant.empty() ? " and $3 is not null" : " and t." + tenant + " = $3");
    }
};

std::vector<Reference> references_to_leads()
{
    using enum pg::TableName;
    std::vector<Reference> found;
    auto const table = [](pg::TableName name) {
        return pg::Param(ObjectIdGetDatum(pg::require_extension().table(name)));
    };
    for (pg::Row const row :
         pg::execute(references, {table(leads), table(bookings), table(messages), table(activities)})) {
        found.push_back({row.object(1), row.text(2), row.text(3), row.text(4), row.boolean(5)});
    }
    return found;
}

constexpr std::array<int, 3> types{INT8OID, INT8OID, TEXTOID};

void refuse_reference(Reference const &reference, Merge const &merge)
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
    for (Reference const &reference : references_to_leads()) {
        if (reference.same_owner) {
            moved += pg::execute_writing(
                         reference.table,
                         "update " + reference.name + " t set " + reference.id + " = $1" + reference.rows_of("$2"),
                         types, params)
                         .affected();
        } else if (!pg::execute_with("select 1 from " + reference.name + " t" + reference.rows_of("$2") +
                                         " and $1 is not null limit 1",
                                     types, params)
                        .empty()) {
            refuse_reference(reference, merge);
        }
    }
    counts["references"] = moved;
}

}  // namespace automation::api
