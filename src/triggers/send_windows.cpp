#include "triggers/send_windows.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/decisions/send_times.hpp"
#include "core/settings/send_window_reader.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/trigger_context.hpp"

#include "pg/sql/owner_session.hpp"
#include "store/automations.hpp"
#include "store/lead_store.hpp"

namespace automation::triggers {

namespace {

using SettingsRow = RowValues<pg::TableName::automation_settings>;

void check_opens(core::SendWindow const &window, core::TenantSettings const &settings, std::string const &whose)
{
    auto const quiet = core::quiet_hours_of(settings);
    if (!quiet || !core::never_sends(*quiet, window)) {
        return;
    }
    std::string const hours = core::in_words({.from = quiet->from, .until = quiet->until});
    throw core::UserError(
        "the sending window " + core::in_words(window) + whose + " lies within the quiet hours " + hours,
        "No message could ever be sent.", "Make the window longer, or the quiet hours shorter.");
}

/* The settings as they will be: what the row does not say, the default row says. */
core::TenantSettings settings_from(SettingsRow const &row, std::string const &tenant)
{
    core::TenantSettings settings;
    if (!tenant.empty() && pg::find_extension() != nullptr) {
        pg::OwnerSession const session(pg::require_extension().owner);
        settings = store::load_settings("");
    }
    if (auto const window = row.document("send_window")) {
        settings.send_window = core::read_send_window(*window);
    }
    auto const from = row.clock("quiet_from");
    auto const until = row.clock("quiet_until");
    if (from && until) {
        settings.quiet_from = from;
        settings.quiet_until = until;
    }
    return settings;
}

void check_own_windows(core::TenantSettings const &settings, std::string const &tenant)
{
    pg::OwnerSession const session(pg::require_extension().owner);
    for (core::AutomationDraft const &draft : store::load_drafts_of(tenant)) {
        if (draft.enabled && draft.send_window) {
            check_opens(core::read_send_window(*draft.send_window), settings,
                        " of automation " + core::quote_value(draft.name));
        }
    }
}

}  // namespace

void check_window(core::Automation const &automation)
{
    if (automation.send_window) {
        pg::OwnerSession const session(pg::require_extension().owner);
        check_opens(*automation.send_window, store::load_settings(automation.tenant), "");
    }
}

}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* Before quiet hours or the sending window of a tenant are saved. */
AUTOMATION_TRIGGER(automation_check_window, {.trigger = "automation_check_window",
                                             .before = true,
                                             .events = by_insert | by_update,
                                             .table = "automation_settings"})
{
    if (!enqueue::loading() && fits(trigger, pg::TableName::automation_settings)) {
        SettingsRow const row(trigger, trigger.new_row());
        std::string const tenant = row.text("tenant_id").value_or("");
        core::TenantSettings const settings = settings_from(row, tenant);
        if (settings.send_window) {
            check_opens(*settings.send_window, settings, "");
        }
        if (pg::find_extension() != nullptr) {
            check_own_windows(settings, tenant);
        }
    }
    return PointerGetDatum(trigger.new_row());
}
