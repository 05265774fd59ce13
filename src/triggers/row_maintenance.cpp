/* row_maintenance.cpp — columns that the extension keeps: updated_at, and the tenant a row belongs to. */
#include "enqueue/events/match.hpp"
#include "triggers/row_change.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/trigger_context.hpp"

#include "pg/time/clock.hpp"

namespace automation::triggers {
namespace {

std::string tenant_of(TriggerContext const &trigger, HeapTuple row)
{
    pg::ColumnPlace const column = pg::column_named(trigger.data().tg_relation, "tenant_id", pg::Kind::text);
    if (column.conversion.way == pg::Conversion::Way::none) {
        return "?";
    }
    bool isnull = true;
    Datum const value = heap_getattr(row, column.number, trigger.shape(), &isnull);
    return isnull ? "" : pg::to_string(pg::call([&] { return pg::convert(column.conversion, value); }));
}

bool has_tenant(TriggerContext const &trigger, HeapTuple row)
{
    pg::ColumnPlace const column = pg::column_named(trigger.data().tg_relation, "tenant_id", pg::Kind::text);
    return column.conversion.way == pg::Conversion::Way::none || !heap_attisnull(row, column.number, trigger.shape());
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* Before an update that leaves updated_at as it was. */
AUTOMATION_TRIGGER(automation_touch, {.trigger = "automation_touch", .before = true, .events = by_update})
{
    if (enqueue::loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    pg::ColumnPlace const column = pg::column_named(trigger.data().tg_relation, "updated_at", pg::Kind::moment);
    if (column.conversion.way == pg::Conversion::Way::none || column.generated) {
        return PointerGetDatum(trigger.new_row());
    }
    RowChange change(trigger, trigger.new_row());
    auto const touch = [&] {
        change.put(column, pg::Kind::moment, TimestampTzGetDatum(pg::to_timestamp(pg::now())), false);
    };
    if (column.exact) {
        touch();
    } else {
        enqueue::attempt(touch);
    }
    return PointerGetDatum(change.row());
}

/* Before an update that would move a row to another tenant. */
AUTOMATION_TRIGGER(automation_keep_tenant, {.trigger = "automation_keep_tenant", .before = true, .events = by_update})
{
    if (!has_tenant(trigger, trigger.old_row())) {
        return PointerGetDatum(trigger.new_row());  // of a table that was adopted
    }
    throw core::UserError(core::ErrorCode::check_violation,
                          "tenant_id of table \"" + std::string(RelationGetRelationName(trigger.data().tg_relation)) +
                              "\" cannot change from \"" + tenant_of(trigger, trigger.old_row()) + "\" to \"" +
                              tenant_of(trigger, trigger.new_row()) + "\"",
                          "The tenant is part of the row's key and of all references to it.",
                          "Insert a new row for the other tenant instead.");
}
