/* automations_validate.cpp — checks an automation when it is saved, by whatever statement, and spreads the news. */
#include "triggers/automation_tuple.hpp"
#include "enqueue/events/match.hpp"
#include "triggers/row_change.hpp"
#include "enqueue/events/automation_index.hpp"
#include "store/date_columns.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/send_windows.hpp"
#include "triggers/trigger_context.hpp"

#include "pg/sql/owner_session.hpp"
#include "pg/process/wake.hpp"
#include "pg/process/process.hpp"

namespace automation::triggers {
namespace {

using AutomationRow = RowValues<pg::TableName::automations>;

constinit pg::Statement find_channel(
    "select 1 from @home@.automation_channels where channel = $1 and tenant_id in ($2, '') limit 1", TEXTOID, TEXTOID);

void check_channel(core::Automation const &automation)
{
    if (!automation.writes_message() || core::known_channel(automation.channel)) {
        return;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    auto const rows = pg::execute(find_channel, {pg::Param::of(std::string_view(automation.channel)),
                                                 pg::Param::of(std::string_view(automation.tenant))});
    if (rows.empty()) {
        throw core::UserError("unknown channel \"" + automation.channel + "\"",
                              "The channels email, sms, whatsapp and webhook always exist.",
                              "Add a row to automation_channels for it, or use email, sms, whatsapp or webhook.");
    }
}

/* A tag that is mistyped in another way than its letters is text, which a template may well contain. */
void warn_of_misspelled_tags(core::Automation const &automation, char const *column,
                             std::optional<core::Template> const &written)
{
    for (core::MisspelledTag const &tag : written ? written->misspelled() : std::vector<core::MisspelledTag>()) {
        pg::notice(core::quote_value(tag.written) + " in " + column + " of automation " +
                       core::quote_value(automation.name) + " is text, not a variable",
                   "Did you mean " + tag.meant + "? To write the brace as text, write \\{.");
    }
}

void warn_of_misspelled_tags(TriggerContext const &trigger, core::Automation const &automation)
{
    auto const after = draft_from({trigger, trigger.new_row()});
    auto const before = trigger.updates() ? draft_from({trigger, trigger.old_row()}) : core::AutomationDraft();
    if (before.subject_template != after.subject_template) {
        warn_of_misspelled_tags(automation, "subject_template", automation.subject_template);
    }
    if (before.message_template != after.message_template) {
        warn_of_misspelled_tags(automation, "message_template", automation.message_template);
    }
}

/* It may be saved first and get its actions later. */
void warn_of_missing_actions(core::Automation const &automation)
{
    if (!automation.writes_message() && automation.actions.empty()) {
        pg::notice("automation " + core::quote_value(automation.name) + " changes nothing: it has no actions",
                   R"(Write what it does to the lead, for example {"set": {"status": "contacted"}}.)");
    }
}

/* The row to store: the channel as it is spelled everywhere, and one version more. */
HeapTuple normalised(TriggerContext const &trigger, core::Automation const &automation)
{
    std::int64_t const version =
        trigger.updates() ? AutomationRow(trigger, trigger.old_row()).integer("version") + 1 : 1;
    RowChange change(trigger, trigger.new_row());
    change.set<pg::TableName::automations>("channel", automation.channel);
    change.set<pg::TableName::automations>("version", version);
    return change.row();
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* Before an automation is saved. */
AUTOMATION_TRIGGER(automation_validate, {.trigger = "automation_validate",
                                         .before = true,
                                         .events = by_insert | by_update,
                                         .table = "automations"})
{
    if (enqueue::loading()) {
        return PointerGetDatum(trigger.new_row());
    }
    if (!fits(trigger, pg::TableName::automations)) {
        return PointerGetDatum(trigger.new_row());
    }
    core::Automation const automation = core::check(draft_from({trigger, trigger.new_row()}));
    if (pg::find_extension() != nullptr) {
        check_channel(automation);
        check_window(automation);
        store::check_date_column(automation);
    }
    warn_of_misspelled_tags(trigger, automation);
    warn_of_missing_actions(automation);
    return PointerGetDatum(
        changed_row(trigger, pg::TableName::automations, [&] { return normalised(trigger, automation); }));
}

/* After a statement that changed automations or settings. */
AUTOMATION_TRIGGER(automation_rules_changed, {.trigger = "automation_rules_changed",
                                              .row = false,
                                              .events = by_insert | by_update | by_delete | by_truncate,
                                              .table = "automations",
                                              .other_table = "automation_settings"})
{
    if (pg::find_extension() != nullptr) {
        enqueue::invalidate_indexes();
        pg::wake_at_commit();
    }
    return PointerGetDatum(nullptr);
}
