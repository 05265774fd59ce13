#include "pg/home.hpp"

#include <algorithm>
#include <iterator>

#include "pg/forever.hpp"
#include "pg/settings.hpp"

extern "C" {
#include "access/genam.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "utils/fmgroids.h"
}

namespace automation::pg {

namespace {

constinit Forever<Home> cached;
constinit bool fresh = false;

bool is_ours(Oid relation)
{
    for (Oid const table : cached->tables) {
        if (table == relation) {
            return true;
        }
    }
    return false;
}

void on_relation_changed(Datum, Oid relation)
{
    // InvalidOid: everything may have changed.
    if (fresh && (relation == InvalidOid || is_ours(relation))) {
        fresh = false;
    }
}

void on_schema_changed(Datum, int, uint32)
{
    fresh = false;
}

struct Found {
    Oid extension = InvalidOid;
    Oid schema = InvalidOid;
    char const *quoted = nullptr;
    Oid tables[table_count] = {};
    Oid owner = InvalidOid;
    bool complete = false;
};

/* pg_extension has no system cache. */
Oid schema_of(Oid extension)
{
    ScanKeyData key;
    ScanKeyInit(&key, Anum_pg_extension_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(extension));
    Relation const catalog = table_open(ExtensionRelationId, AccessShareLock);
    SysScanDesc const scan = systable_beginscan(catalog, ExtensionOidIndexId, true, nullptr, 1, &key);
    HeapTuple const row = systable_getnext(scan);
    Oid const schema =
        HeapTupleIsValid(row) ? reinterpret_cast<Form_pg_extension>(GETSTRUCT(row))->extnamespace : InvalidOid;
    systable_endscan(scan);
    table_close(catalog, AccessShareLock);
    return schema;
}

Found look_up()
{
    Found found;
    found.extension = get_extension_oid("automation", true);
    if (!OidIsValid(found.extension)) {
        return found;
    }
    found.schema = schema_of(found.extension);
    char const *const name = OidIsValid(found.schema) ? get_namespace_name(found.schema) : nullptr;
    if (name == nullptr) {
        return found;
    }
    found.quoted = quote_identifier(name);
    found.complete = true;
    for (std::size_t i = 0; i < table_count; ++i) {
        found.tables[i] = get_relname_relid(table_names[i], found.schema);
        found.complete = found.complete && OidIsValid(found.tables[i]);
    }
    HeapTuple const leads = SearchSysCache1(RELOID, ObjectIdGetDatum(found.tables[0]));
    if (HeapTupleIsValid(leads)) {
        found.owner = reinterpret_cast<Form_pg_class>(GETSTRUCT(leads))->relowner;
        ReleaseSysCache(leads);
    }
    return found;
}

}  // namespace

Home const *find_home()
{
    if (fresh) {
        return &*cached;
    }
    // Set before looking: an invalidation that arrives meanwhile clears it again.
    fresh = true;
    Found const found = call(look_up);
    if (!found.complete) {
        fresh = false;
        return nullptr;
    }
    Home &home = *cached;
    Home const before = home;
    home.extension = found.extension;
    home.schema = found.schema;
    home.prefix = std::string(found.quoted) + ".";
    std::copy(std::begin(found.tables), std::end(found.tables), home.tables.begin());
    home.owner = found.owner;
    ++home.looks;
    if (before.extension != home.extension || before.prefix != home.prefix || before.tables != home.tables ||
        before.owner != home.owner) {
        ++home.generation;
    }
    return &home;
}

Home const &home()
{
    Home const *const found = find_home();
    if (found == nullptr) {
        throw core::UserError(core::Mistake::wrong_state, "the tables of the extension automation are not complete", "",
                              "Call automation_install() in the extension's schema.");
    }
    return *found;
}

Home const *known_home() noexcept
{
    return cached->generation == 0 ? nullptr : &*cached;
}

std::string schema_of_extension()
{
    Found const found = call(look_up);
    if (found.quoted == nullptr) {
        throw core::UserError(core::Mistake::wrong_state, "the extension automation is not installed in this database",
                              "", "CREATE EXTENSION automation;");
    }
    return std::string(found.quoted) + ".";
}

Oid acting_role(Home const &home)
{
    char const *const name = settings::role;
    if (name == nullptr || name[0] == '\0') {
        return home.owner;
    }
    Oid const role = call([&] { return get_role_oid(name, true); });
    if (!OidIsValid(role)) {
        throw core::UserError(core::Mistake::wrong_state, "role \"" + std::string(name) + "\" does not exist",
                              "automation.role names it.", "Create the role, or set automation.role to another one.");
    }
    return role;
}

bool lock_extension(Home const &home)
{
    return call([&] {
        LOCKTAG tag;
        SET_LOCKTAG_OBJECT(tag, MyDatabaseId, ExtensionRelationId, home.extension, 0);
        if (LockAcquire(&tag, AccessShareLock, false, true) == LOCKACQUIRE_NOT_AVAIL) {
            return false;
        }
        AcceptInvalidationMessages();
        return get_extension_oid("automation", true) == home.extension;
    });
}

void watch_home()
{
    CacheRegisterRelcacheCallback(on_relation_changed, Datum{0});
    CacheRegisterSyscacheCallback(NAMESPACEOID, on_schema_changed, Datum{0});
}

}  // namespace automation::pg
