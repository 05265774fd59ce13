/* keeping.cpp — columns that the extension keeps: updated_at, and the tenant a row belongs to. */
#include "signals/match.hpp"
#include "signals/trigger_call.hpp"

#include "pg/clock.hpp"

using namespace automation;           // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::signals;  // NOLINT(google-build-using-namespace)

/* Before an update that leaves updated_at as it was. */
AUTOMATION_TRIGGER(automation_touch, {.trigger = "automation_touch", .before = true, .events = by_update})
{
    if (loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    Datum now = TimestampTzGetDatum(pg::to_timestamp(pg::now()));
    return pg::call([&] {
        int column = SPI_fnumber(trigger.shape(), "updated_at");
        bool null = false;
        return PointerGetDatum(heap_modify_tuple_by_cols(trigger.new_row(), trigger.shape(), 1, &column, &now, &null));
    });
}

/* Before an update that would move a row to another tenant. */
AUTOMATION_TRIGGER(automation_keep_tenant, {.trigger = "automation_keep_tenant", .before = true, .events = by_update})
{
    RowValues const before(trigger.old_row(), trigger.shape());
    RowValues const after(trigger.new_row(), trigger.shape());
    throw core::UserError(core::Mistake::check_violation,
                          "tenant_id of table \"" + std::string(RelationGetRelationName(trigger.data().tg_relation)) +
                              "\" cannot change from \"" + before.text("tenant_id").value_or("") + "\" to \"" +
                              after.text("tenant_id").value_or("") + "\"",
                          "A row's keys, and what refers to it, hold its tenant.",
                          "Insert a new row for the other tenant instead.");
}
