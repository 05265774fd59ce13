/* channels.cpp — a channel is checked when it is saved, and the dispatcher hears of it. */
#include "core/channel_settings.hpp"
#include "signals/match.hpp"
#include "signals/trigger_call.hpp"

#include "pg/wake.hpp"

namespace automation::signals {
namespace {

std::string settings_of(RowValues const &row)
{
    auto const settings = row.datum("settings");
    return settings ? pg::jsonb_to_string(*settings) : "{}";
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
PG_CPP_FUNCTION(automation_check_channel)
{
    TriggerCall const trigger(args);
    if (loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    RowValues const row(trigger.new_row(), trigger.shape());
    std::string const settings = settings_of(row);
    std::string const provider = row.text("provider").value_or("");
    if (trigger.inserts()) {
        core::check_channel_settings(provider, settings);
        return PointerGetDatum(trigger.new_row());
    }
    RowValues const before(trigger.old_row(), trigger.shape());
    if (provider == before.text("provider").value_or("") && settings == settings_of(before)) {
        return PointerGetDatum(trigger.new_row());
    }
    core::check_channel_settings(provider, settings);
    return PointerGetDatum(row.datum("paused_reason") ? not_paused(trigger) : trigger.new_row());
}

/* After a channel was added, changed or deleted. */
PG_CPP_FUNCTION(automation_on_channel)
{
    TriggerCall const trigger(args);
    if (!loading()) {
        pg::wake_at_commit();
    }
    return PointerGetDatum(nullptr);
}
