/* channels.cpp — a channel is checked when it is saved, and the dispatcher hears of it. */
#include "core/channel_settings.hpp"
#include "core/tenant_settings.hpp"
#include "signals/match.hpp"
#include "signals/trigger_call.hpp"

#include "pg/tenancy.hpp"
#include "pg/wake.hpp"

namespace automation::signals {
namespace {

std::string settings_of(RowValues const &row)
{
    auto const settings = row.datum("settings");
    return settings ? pg::jsonb_to_string(*settings) : "{}";
}

bool changes(RowValues const &before, RowValues const &row)
{
    return row.text("provider") != before.text("provider") || settings_of(row) != settings_of(before);
}

/* The row with the pause ended: what it was for has been changed. */
HeapTuple not_paused(TriggerCall const &trigger)
{
    return pg::call([&] {
        int column = SPI_fnumber(trigger.shape(), "paused_reason");
        Datum none{};
        bool null = true;
        return heap_modify_tuple_by_cols(trigger.new_row(), trigger.shape(), 1, &column, &none, &null);
    });
}

}  // namespace
}  // namespace automation::signals

using namespace automation;           // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::signals;  // NOLINT(google-build-using-namespace)

/* Before a channel is saved. */
AUTOMATION_TRIGGER(automation_check_channel, {.trigger = "automation_check_channel",
                                              .before = true,
                                              .events = by_insert | by_update,
                                              .table = "automation_channels"})
{
    RowValues const row(trigger.new_row(), trigger.shape());
    std::string const settings = settings_of(row);
    std::string const provider = row.text("provider").value_or("");
    // Even where it says that it loads a dump.
    if (pg::limits().limited && (trigger.inserts() || changes(RowValues(trigger.old_row(), trigger.shape()), row))) {
        core::check_settings_of_tenant(provider, settings);
    }
    if (loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    if (trigger.inserts()) {
        core::check_channel_settings(provider, settings);
        return PointerGetDatum(trigger.new_row());
    }
    if (!changes(RowValues(trigger.old_row(), trigger.shape()), row)) {
        return PointerGetDatum(trigger.new_row());
    }
    core::check_channel_settings(provider, settings);
    return PointerGetDatum(row.datum("paused_reason") ? not_paused(trigger) : trigger.new_row());
}

/* After a channel was added, changed or deleted. */
AUTOMATION_TRIGGER(automation_on_channel, {.trigger = "automation_channel_added",
                                           .events = by_insert | by_update | by_delete,
                                           .table = "automation_channels"})
{
    if (!loading()) {
        pg::wake_at_commit();
    }
    return PointerGetDatum(nullptr);
}
