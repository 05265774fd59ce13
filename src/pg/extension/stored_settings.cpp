#include "pg/extension/stored_settings.hpp"

#include "pg/boundary/datum.hpp"

extern "C" {
#include "access/genam.h"
#include "catalog/pg_db_role_setting.h"
#include "utils/fmgroids.h"
}

namespace automation::pg {

namespace {

struct StoredLookup {
    Datum config{};
    bool any = false;
};

StoredLookup look_up(Oid database, Oid role)
{
    StoredLookup found;
    ScanKeyData keys[2];
    ScanKeyInit(&keys[0], Anum_pg_db_role_setting_setdatabase, BTEqualStrategyNumber, F_OIDEQ,
                ObjectIdGetDatum(database));
    ScanKeyInit(&keys[1], Anum_pg_db_role_setting_setrole, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(role));
    Relation const catalog = table_open(DbRoleSettingRelationId, AccessShareLock);
    SysScanDesc const scan = systable_beginscan(catalog, DbRoleSettingDatidRolidIndexId, true, nullptr, 2, keys);
    HeapTuple const row = systable_getnext(scan);
    if (HeapTupleIsValid(row)) {
        bool missing = false;
        Datum const config = heap_getattr(row, Anum_pg_db_role_setting_setconfig, RelationGetDescr(catalog), &missing);
        found.any = !missing;
        found.config = missing ? Datum{} : PointerGetDatum(DatumGetArrayTypePCopy(config));
    }
    systable_endscan(scan);
    table_close(catalog, AccessShareLock);
    return found;
}

}  // namespace

std::vector<std::string> stored_settings(Oid database, Oid role)
{
    StoredLookup const found = call([&] { return look_up(database, role); });
    return found.any ? strings_of(found.config) : std::vector<std::string>();
}

std::optional<std::string> stored_setting(Oid role, std::string_view name)
{
    // The order in which a new session lets them prevail.
    std::pair<Oid, Oid> const places[] = {
        {MyDatabaseId, role}, {InvalidOid, role}, {MyDatabaseId, InvalidOid}, {InvalidOid, InvalidOid}};
    for (auto const &[database, whose] : places) {
        for (std::string const &setting : stored_settings(database, whose)) {
            if (setting.size() > name.size() && setting.starts_with(name) && setting[name.size()] == '=') {
                return setting.substr(name.size() + 1);
            }
        }
    }
    return std::nullopt;
}

}  // namespace automation::pg
