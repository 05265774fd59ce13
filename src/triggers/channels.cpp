/* channels.cpp — a channel is checked when it is saved, and the dispatcher hears of it. */
#include "channels/provider.hpp"
#include "core/automations/validate.hpp"
#include "core/base/strings.hpp"
#include "core/settings/tenant_settings.hpp"
#include "enqueue/events/match.hpp"
#include "triggers/row_change.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/trigger_context.hpp"

#include "pg/extension/secrets.hpp"
#include "pg/extension/tenancy.hpp"
#include "pg/process/process.hpp"
#include "pg/process/wake.hpp"

namespace automation::triggers {
namespace {

using ChannelTuple = RowValues<pg::TableName::automation_channels>;

std::string settings_of(ChannelTuple const &row)
{
    return row.document("settings").value_or("{}");
}

bool changes(ChannelTuple const &before, ChannelTuple const &row)
{
    return row.text("provider") != before.text("provider") || settings_of(row) != settings_of(before);
}

/* No automation could name another one. */
void check_name(std::string const &channel)
{
    if (!core::is_channel_name(channel)) {
        throw core::UserError(core::ErrorCode::check_violation,
                              "channel " + core::quote_value(channel) + " is not a name", "",
                              core::hint_for_channel(core::lower_ascii(core::trim(channel))));
    }
}

/* Checks the settings. A secret that is missing is no error, because it may be put there later; a role that is limited
 * to tenants is not told which secrets the server has. */
void check_settings(std::string const &channel, std::string const &provider, std::string const &settings)
{
    channels::check_channel_settings(provider, settings);
    std::string const waiting = "messages of channel " + core::quote_value(channel) + " wait: ";
    if (auto const forbidden = channels::why_forbidden(provider, settings)) {
        pg::warn(waiting + forbidden->why, forbidden->hint);
    }
    if (pg::limits().limited) {
        return;
    }
    if (auto const unusable = channels::why_unusable(provider, settings, pg::resolve_secret)) {
        pg::warn(waiting + unusable->why,
                 (unusable->hint.empty() ? "" : unusable->hint + " ") +
                     "A variable takes a restart of the server, a file a call of automation_start().");
    }
}

/* The row with the pause ended: what it was for has been changed. */
HeapTuple not_paused(TriggerContext const &trigger)
{
    RowChange change(trigger, trigger.new_row());
    change.set_null<pg::TableName::automation_channels>("paused_reason");
    return change.row();
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* Before a channel is saved. */
AUTOMATION_TRIGGER(automation_check_channel, {.trigger = "automation_check_channel",
                                              .before = true,
                                              .events = by_insert | by_update,
                                              .table = "automation_channels"})
{
    // A role that is limited to tenants writes nothing that has not been checked.
    if (!pg::limits().limited && !fits(trigger, pg::TableName::automation_channels)) {
        return PointerGetDatum(trigger.new_row());
    }
    ChannelTuple const row(trigger, trigger.new_row());
    std::string const settings = settings_of(row);
    std::string const provider = row.text("provider").value_or("");
    // Even where it says that it loads a dump.
    if (pg::limits().limited && (trigger.inserts() || changes(ChannelTuple(trigger, trigger.old_row()), row))) {
        core::check_settings_of_tenant(provider, settings);
    }
    if (enqueue::loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    std::string const channel = row.text("channel").value_or("");
    if (!row.null("channel") &&
        (trigger.inserts() || ChannelTuple(trigger, trigger.old_row()).text("channel") != channel)) {
        check_name(channel);
    }
    if (trigger.inserts()) {
        check_settings(channel, provider, settings);
        return PointerGetDatum(trigger.new_row());
    }
    if (!changes(ChannelTuple(trigger, trigger.old_row()), row)) {
        return PointerGetDatum(trigger.new_row());
    }
    check_settings(channel, provider, settings);
    return PointerGetDatum(row.null("paused_reason") ? trigger.new_row()
                                                     : changed_row(trigger, pg::TableName::automation_channels,
                                                                   [&] { return not_paused(trigger); }));
}

/* After a channel was added, changed or deleted. */
AUTOMATION_TRIGGER(automation_on_channel, {.trigger = "automation_channel_added",
                                           .events = by_insert | by_update | by_delete,
                                           .table = "automation_channels"})
{
    if (!enqueue::loading()) {
        pg::wake_at_commit();
    }
    return PointerGetDatum(nullptr);
}
