/* automations_validate.cpp — checks an automation when it is saved, by whatever statement, and spreads the news. */
#include "triggers/automation_tuple.hpp"
#include "triggers/automation_checks.hpp"
#include "triggers/sequence_checks.hpp"
#include "core/sequences/check_sequence.hpp"
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
#include "pg/process/random_hex.hpp"

namespace automation::triggers {
namespace {

using AutomationRow = RowValues<pg::TableName::automations>;

void warn_of_changes(TriggerContext const &trigger, core::Automation const &automation)
{
    auto const after = draft_from({trigger, trigger.new_row()});
    std::string const named = "automation " + core::quote_value(automation.name);
    auto const before = trigger.updates() ? draft_from({trigger, trigger.old_row()}) : core::AutomationDraft();
    bool const moved = before.trigger != after.trigger || before.type != after.type;
    bool const writes = automation.writes_message();
    if (writes && (moved || before.subject_template != after.subject_template)) {
        warn_of_template(named, "subject_template", automation.subject_template, automation.trigger);
    }
    if (writes && (moved || before.message_template != after.message_template)) {
        warn_of_template(named, "message_template", automation.message_template, automation.trigger);
    }
    if (moved || before.conditions != after.conditions) {
        warn_of_conditions(named, automation.conditions, automation.trigger);
    }
}

/* It may be saved first and get its actions later. */
void warn_of_missing_actions(core::Automation const &automation)
{
    if (automation.type == core::Type::crm_update && automation.actions.empty()) {
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
    if (automation.type == core::Type::sequence && automation.salt.empty()) {
        change.set<pg::TableName::automations>("salt", pg::random_hex());
    }
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
    core::Automation const automation = core::check_with_steps(draft_from({trigger, trigger.new_row()}));
    if (pg::find_extension() != nullptr) {
        check_channel(automation);
        check_window(automation);
        store::check_date_column(automation);
        if (automation.sequence) {
            check_sequence(automation);
        }
    }
    warn_of_changes(trigger, automation);
    warn_of_missing_actions(automation);
    if (automation.sequence) {
        warn_of_sequence(automation,
                         trigger.updates() ? draft_from({trigger, trigger.old_row()}) : core::AutomationDraft(),
                         draft_from({trigger, trigger.new_row()}));
    }
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
