#include "pg/extension/tenancy.hpp"

#include <algorithm>
#include <cstring>

#include "pg/boundary/never_destroyed.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/extension/settings.hpp"
#include "pg/tables/table_shape.hpp"
#include "pg/boundary/datum.hpp"

extern "C" {
#include "access/genam.h"
#include "rewrite/rowsecurity.h"
}

namespace automation::pg {

namespace {

struct KnownScope {
    TenantScope limits;
    Oid user = InvalidOid;
    std::uint64_t loaded_at = 0;  ///< the change they were loaded after
    Oid grants = InvalidOid;
};

constinit NeverDestroyed<KnownScope> known;
constinit NeverDestroyed<TenantScope> none;
constinit std::uint64_t changes = 1;

void on_relation_changed(Datum, Oid relation)
{
    // Not home(): a callback must not read catalogs. Policies on leads are listed in its relcache entry.
    ExtensionSchema const *const where = cached_extension();
    if (relation == InvalidOid || where == nullptr || relation == known->grants ||
        relation == where->table(TableName::leads)) {
        ++changes;
    }
}

void on_role_changed(Datum, int, uint32)
{
    ++changes;
}

/* A row of automation_grants, as it is read: plain data. */
struct Grant {
    Oid role = InvalidOid;
    bool every_tenant = false;
    Datum level{};
    Datum tenant{};
    bool null = false;
};

Grant grant_from(HeapTuple row, TupleDesc descriptor, RelationShape const &shape)
{
    Grant grant;
    auto const column = [&](std::size_t index) {
        ColumnPlace const &place = shape.columns[index];
        bool null = true;
        Datum const value = heap_getattr(row, place.number, descriptor, &null);
        grant.null = grant.null || null;
        return null ? Datum{0} : convert(place.conversion, value);
    };
    constexpr auto table = TableName::automation_grants;
    Datum const name = column(column_index(table, "role"));
    grant.role = grant.null ? InvalidOid : get_role_oid(NameStr(*DatumGetName(name)), true);
    grant.every_tenant = DatumGetBool(column(column_index(table, "every_tenant")));
    grant.level = column(column_index(table, "level"));
    grant.tenant = column(column_index(table, "tenant_id"));
    return grant;
}

void add(TenantScope &limits, std::vector<std::string> &viewed, Grant const &grant)
{
    limits.limited = true;
    std::string const level = to_string(grant.level);
    std::string const tenant = to_string(grant.tenant);
    if (level == "viewer") {
        viewed.push_back(tenant);
        return;
    }
    for (std::size_t i = 0; i < level_names.size(); ++i) {
        limits.tenants[i].push_back(tenant);
        if (level == level_names[i]) {
            return;
        }
    }
}

/* A viewer finds what an operator finds; that it writes nothing, its privileges say. Where the role is more for another
 * tenant, those would let it write here, too: then it finds nothing. */
void add_viewed(TenantScope &limits, std::vector<std::string> const &viewed)
{
    if (limits.of(AccessLevel::app).empty()) {
        limits.tenants[static_cast<std::size_t>(AccessLevel::app)] = viewed;
        limits.tenants[static_cast<std::size_t>(AccessLevel::operate)] = viewed;
    }
}

/* Read past SQL, with a snapshot of what is committed now: this is asked for inside statements and in parallel workers,
 * too, and by roles that may not read the table. */
void add_grants(TenantScope &limits, Oid grants, Oid user)
{
    Relation const relation = call([&] { return table_open(grants, AccessShareLock); });
    auto const shape = shape_of(relation, TableName::automation_grants);
    if (!shape->fits || relation->rd_rel->relkind != RELKIND_RELATION) {
        // Functions raise; row security shows a role that a policy names no tenant at all.
        call([&] { table_close(relation, AccessShareLock); });
        return;
    }
    std::vector<std::string> viewed;
    SysScanDesc const scan = call([&] { return systable_beginscan(relation, InvalidOid, false, nullptr, 0, nullptr); });
    while (HeapTuple const row = call([&] { return systable_getnext(scan); })) {
        Grant const grant = call([&] { return grant_from(row, RelationGetDescr(relation), *shape); });
        if (!grant.null && OidIsValid(grant.role) && !grant.every_tenant &&
            call([&] { return has_privs_of_role(user, grant.role); })) {
            add(limits, viewed, grant);
        }
    }
    add_viewed(limits, viewed);
    call([&] {
        systable_endscan(scan);
        table_close(relation, AccessShareLock);
    });
}

/* Whether a policy of ours names the role: then it is limited, even where its row in automation_grants is gone or has
 * the name that it had before. */
bool policy_applies(Relation leads, Oid user)
{
    if (leads->rd_rsdesc == nullptr) {
        return false;
    }
    ListCell *cell = nullptr;
    foreach (cell, leads->rd_rsdesc->policies) {
        auto const *const policy = static_cast<RowSecurityPolicy *>(lfirst(cell));
        if (policy->permissive || std::strcmp(policy->policy_name, "automation_tenant") != 0) {
            continue;
        }
        Oid const *const roles = reinterpret_cast<Oid *>(ARR_DATA_PTR(policy->roles));
        for (int i = 0; i < ARR_DIMS(policy->roles)[0]; ++i) {
            if (has_privs_of_role(user, roles[i])) {
                return true;
            }
        }
    }
    return false;
}

TenantScope load(ExtensionSchema const &where, Oid grants, Oid user)
{
    TenantScope limits;
    limits.limited = call([&] {
        Relation const leads = table_open(where.table(TableName::leads), AccessShareLock);
        bool const applies = policy_applies(leads, user);
        table_close(leads, AccessShareLock);
        return applies;
    });
    add_grants(limits, grants, user);
    for (auto &tenants : limits.tenants) {
        std::sort(tenants.begin(), tenants.end());
        tenants.erase(std::unique(tenants.begin(), tenants.end()), tenants.end());
    }
    return limits;
}

bool stands_above(Oid user, ExtensionSchema const &where)
{
    return call([&] { return superuser_arg(user) || has_privs_of_role(user, where.owner); });
}

char const *setting() noexcept
{
    return settings::tenant_id == nullptr ? "" : settings::tenant_id;
}

[[noreturn]] void cannot_choose(AccessLevel level, std::vector<std::string> const &tenants)
{
    std::string const role = call([] { return GetUserNameFromId(GetUserId(), false); });
    if (tenants.empty()) {
        char const *const name = level_names[static_cast<std::size_t>(level)];
        throw core::UserError(
            core::ErrorCode::not_permitted, "role \"" + role + "\" is granted level " + name + " for no tenant", "",
            "The owner of the tables grants it: SELECT automation_grant(role, '" + std::string(name) + "', tenant).");
    }
    std::string list;
    for (std::string const &tenant : tenants) {
        list.append(list.empty() ? "\"" : ", \"").append(tenant).append("\"");
    }
    throw core::UserError(core::ErrorCode::not_permitted,
                          "role \"" + role + "\" may not act for the tenant \"" + setting() + "\"",
                          "It is granted " + list + ".", "Name one of these: SET automation.tenant_id = '...';");
}

/* Outside transactions, and where there is no database, catalogs cannot be read: what is set is shown as it is. */
char const *tenant_to_show()
{
    if (!IsTransactionState() || !OidIsValid(MyDatabaseId) || located_extension() == nullptr) {
        return setting();
    }
    auto const &tenants = limits().of(AccessLevel::app);
    return tenants.size() == 1 ? tenants.front().c_str() : setting();
}

}  // namespace

TenantScope const &limits()
{
    KnownScope &mine = *known;
    ExtensionSchema const *const where = located_extension();
    Oid const user = GetUserId();
    if (where == nullptr || user == where->owner) {
        return *none;
    }
    if (mine.loaded_at == changes && mine.user == user) {
        return mine.limits;
    }
    // A grant that arrives while we read leaves loaded_at behind, and the next call reads again.
    std::uint64_t const before = changes;
    Oid const grants = call([&] { return get_relname_relid("automation_grants", where->schema); });
    mine.grants = grants;
    mine.limits = !OidIsValid(grants) || stands_above(user, *where) ? TenantScope{} : load(*where, grants, user);
    mine.user = user;
    mine.loaded_at = before;
    return mine.limits;
}

std::string acting_tenant(AccessLevel level)
{
    TenantScope const &mine = limits();
    std::string wanted = setting();
    if (!mine.limited) {
        return wanted;
    }
    auto const &tenants = mine.of(level);
    if (tenants.size() == 1) {
        return tenants.front();
    }
    if (!std::binary_search(tenants.begin(), tenants.end(), wanted)) {
        cannot_choose(level, tenants);
    }
    return wanted;
}

char const *shown_tenant()
{
    return boundary([] { return tenant_to_show(); });
}

void grants_changed(Oid grants)
{
    call([&] { CacheInvalidateRelcacheByRelid(grants); });
}

void watch_grants()
{
    CacheRegisterRelcacheCallback(on_relation_changed, Datum{0});
    CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, on_role_changed, Datum{0});
    CacheRegisterSyscacheCallback(AUTHOID, on_role_changed, Datum{0});
}

}  // namespace automation::pg
