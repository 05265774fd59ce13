/* progress.cpp — automation_progress: what view automation_progress shows. */
#include "api/session.hpp"

#include "pg/boundary/args.hpp"
#include "pg/process/shared.hpp"
#include "pg/sql/result_set.hpp"
#include "pg/sql/spi.hpp"

namespace automation::api {
namespace {

// All of small tables.
constinit pg::Statement scans(
    "select a.id, a.name, w.tenant_id, w.dates_xid is not null, w.round_at, w.read_at, w.round_until "
    "from @home@.automation_watches w join @home@.automations a on a.id = w.automation_id and a.tenant_id = "
    "w.tenant_id "
    "where ($1 is null or w.tenant_id = $1) and a.enabled and (w.dates_xid is not null or w.round_until is not null) "
    "order by 1",
    TEXTOID);
constinit pg::Statement imports(
    "select s.name, s.tenant_id from @home@.automation_booking_sources s where ($1 is null or s.tenant_id = $1) "
    "and s.enabled and s.paused_reason is null and s.first_synced_at is null order by s.id",
    TEXTOID);

pg::Param text(std::string_view value)
{
    return pg::Param::of(value);
}

/* Of one database, whatever the tenant: only for who sees all tenants. */
void add_retention(pg::ResultSet &result)
{
    pg::DatabaseSlot const *const slot = pg::find_slot(MyDatabaseId);
    if (slot == nullptr || slot->retention.began_at == 0) {
        return;
    }
    pg::RetentionReport const report = slot->retention;
    result.add({text("retention"), std::nullopt, std::nullopt, pg::Param::of(report.blocks_read),
                pg::Param::of(report.blocks), text("blocks"), pg::Param(TimestampTzGetDatum(report.began_at)),
                text(std::to_string(report.pruned) + " rows pruned")});
}

void add_scans(pg::ResultSet &result, core::NullableText const &tenant)
{
    for (pg::Row const row : pg::execute(scans, {pg::Param::of(tenant)})) {
        pg::Param const automation = pg::Param::of(row.int8(1));
        if (row.boolean(4)) {
            result.add({text("lead dates"), row.param(3), automation, std::nullopt, std::nullopt, std::nullopt,
                        std::nullopt, text("the dates of existing leads are read")});
        } else {
            result.add({text("scan"), row.param(3), automation, std::nullopt, std::nullopt, std::nullopt, row.param(5),
                        text("leads and bookings that are due soon are looked for")});
        }
    }
}

void add_imports(pg::ResultSet &result, core::NullableText const &tenant)
{
    for (pg::Row const row : pg::execute(imports, {pg::Param::of(tenant)})) {
        result.add({text("booking import"), row.param(2), std::nullopt, std::nullopt, std::nullopt, std::nullopt,
                    std::nullopt, text("the first sync of source " + row.text(1))});
    }
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_progress)
{
    pg::ResultSet result(args);
    Session const session;
    if (!session.only_tenant()) {
        add_retention(result);
    }
    add_scans(result, session.only_tenant());
    add_imports(result, session.only_tenant());
    return result.done();
}
