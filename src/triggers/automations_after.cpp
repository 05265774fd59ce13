/* automations_after.cpp — a rule has been saved or deleted: what waits for it follows, and timed rules are looked at
 * anew. */
#include "core/sequences/check_sequence.hpp"
#include "core/automations/cycle_detection.hpp"
#include "core/base/strings.hpp"
#include "triggers/automation_tuple.hpp"
#include "enqueue/events/match.hpp"
#include "triggers/sequence_edits.hpp"
#include "triggers/unknown_sequences.hpp"
#include "triggers/waiting_runs.hpp"
#include "triggers/guarded_write.hpp"
#include "enqueue/timed/timed_scan.hpp"

#include "store/automations.hpp"
#include "pg/time/clock.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/process/process.hpp"

namespace automation::triggers {
namespace {

constinit pg::Statement forget_watch(
    "delete from @home@.automation_watches where automation_id = $1 and tenant_id = $2", INT8OID, TEXTOID);

/* What decides when a rule runs and for whom; a new text asks nobody again. */
bool same_moments(core::AutomationDraft const &a, core::AutomationDraft const &b)
{
    return a.delay_days == b.delay_days && a.delay_hours == b.delay_hours && a.delay_minutes == b.delay_minutes &&
           a.conditions == b.conditions && a.max_runs == b.max_runs && a.send_window == b.send_window &&
           a.date_field == b.date_field && a.at == b.at && a.after == b.after && a.yearly == b.yearly &&
           a.enabled == b.enabled;
}

void say_reach(core::Automation const &automation, core::Instant now)
{
    std::size_t const reached = enqueue::count_reached(automation, now);
    std::string const number = reached >= enqueue::reach_counted ? "at least " + std::to_string(enqueue::reach_counted)
                                                                 : std::to_string(reached);
    pg::notice("automation \"" + automation.name + "\" reaches " + number +
                   (reached == 1 ? " lead that is silent now" : " leads that are silent now"),
               reached == 0 ? "" : "At most automation.max_runs_per_minute of these runs start in a minute.");
}

/* Saved all the same: whoever wrote it may know that the conditions end it, and the chain of causes does in any case.
 */
void warn_of_loop(core::Automation const &automation)
{
    if (!automation.enabled ||
        (automation.type != core::Type::crm_update && automation.trigger != core::Trigger::lead_status_changed &&
         automation.trigger != core::Trigger::lead_changed)) {
        return;
    }
    std::vector<core::Automation> others;
    for (core::AutomationDraft const &draft : store::load_drafts_of(automation.tenant)) {
        try {
            if (draft.enabled && draft.id != automation.id) {
                others.push_back(core::check_with_steps(draft));
            }
        } catch (core::UserError const &) {
            // What cannot run sets nothing off.
        }
    }
    auto const cycle = core::find_cycle(automation, others);
    std::string way;
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        core::Automation const &next = i + 1 < cycle.size() ? *cycle[i + 1] : automation;
        way += (way.empty() ? "" : ", ") + core::quote_value(cycle[i]->name) + " " + core::cause_of(*cycle[i], next);
    }
    if (!way.empty()) {
        pg::notice("automation \"" + automation.name + "\" can trigger itself: " + way + ", which triggers " +
                       core::quote_value(automation.name),
                   "The chain is stopped with reason loop when it runs. Add a condition that ends the chain.");
    }
}

/* Saved all the same: the change may come together with one of the status. */
void warn_of_other_changes(core::Automation const &automation)
{
    std::string fields;
    if (automation.trigger == core::Trigger::lead_status_changed) {
        for (std::string const &key : automation.conditions.changes_beside_status()) {
            fields += (fields.empty() ? "" : ", ") + core::quote_value(key);
        }
    }
    if (!fields.empty()) {
        pg::notice("automation \"" + automation.name +
                       "\" fires only when the status changes, but its conditions name changes of " + fields,
                   "A change of " + fields + " without a change of the status does not fire it.");
    }
}

void close_watch(core::AutomationId automation, std::string const &tenant)
{
    pg::execute(forget_watch, {pg::Param::of(number(automation)), pg::Param::of(std::string_view(tenant))});
}

/* The watch of a timed rule that has been changed. `was` is null where the old row cannot be read any more. */
void renew_watch(core::Automation const &automation, core::Automation const *was, core::Instant now)
{
    enqueue::begin_watch(automation, now);  // where there was none
    auto watch = enqueue::wait_for_watch(automation.id, automation.tenant);
    if (!watch) {
        return;
    }
    bool const was_enabled = was != nullptr && was->enabled;
    bool const silence = automation.trigger == core::Trigger::no_contact_days;
    if (was_enabled && !silence) {
        enqueue::catch_up(*was, *watch, now);
    }
    delete_unevaluated(automation.id, automation.tenant, now);
    enqueue::renew(*watch, automation, was, now);
    enqueue::save_watch(*watch);
}

void on_insert(core::AutomationDraft const &draft, core::Instant now)
{
    core::Automation const automation = core::check_with_steps(draft);
    warn_of_loop(automation);
    warn_of_other_changes(automation);
    warn_of_unknown_sequences(automation);
    if (!core::is_timed(automation.trigger)) {
        return;
    }
    enqueue::begin_watch(automation, now);
    if (automation.enabled && automation.trigger == core::Trigger::no_contact_days) {
        say_reach(automation, now);
    }
}

void refuse_with_people_inside(core::AutomationDraft const &draft)
{
    std::int64_t const inside = count_inside({draft.id, draft.tenant});
    if (inside > 0) {
        throw core::UserError(core::ErrorCode::wrong_state,
                              "the type and the trigger of sequence " + core::quote_value(draft.name) +
                                  " cannot be changed while somebody is inside",
                              inside == 1 ? "1 lead is inside." : std::to_string(inside) + " leads are inside.",
                              "Create another sequence, and disable this one for new events by conditions that never "
                              "hold; or end it for all by deleting it.");
    }
}

void follow_sequence(std::optional<core::Automation> const &was, core::Automation const &sequence, bool was_disabled,
                     core::Instant now)
{
    if (was) {
        follow_edit(*was, sequence, now);
    }
    if (was_disabled && sequence.enabled) {
        limit_overdue_steps(sequence, now);
    }
}

void on_update(core::AutomationDraft const &before, core::AutomationDraft const &draft, core::Instant now)
{
    core::Automation const automation = core::check_with_steps(draft);
    bool const timed = core::is_timed(automation.trigger);
    bool const was_sequence = before.type == core::name_of(core::Type::sequence);
    if (was_sequence && before.type != draft.type) {
        warn_of_lost_sequence(before);
    }
    if (before.type != draft.type || before.trigger != draft.trigger) {
        if (was_sequence) {
            refuse_with_people_inside(draft);
        }
        cancel_runs(draft, "superseded", "the automation's type or trigger was changed");
        close_watch(automation.id, automation.tenant);
        on_insert(draft, now);
        return;
    }
    warn_of_loop(automation);
    if (before.conditions != draft.conditions) {
        warn_of_other_changes(automation);
    }
    if (before.conditions != draft.conditions || before.steps != draft.steps || before.exit != draft.exit ||
        before.goal != draft.goal) {
        warn_of_unknown_sequences(automation);
    }
    std::optional<core::Automation> was;
    try {
        was = core::check_with_steps(before);
    } catch (core::UserError const &) {
        // Saved by an older version that was less strict.
    }
    if (timed && !same_moments(before, draft)) {
        renew_watch(automation, was ? &*was : nullptr, now);
        if (automation.enabled && automation.trigger == core::Trigger::no_contact_days) {
            say_reach(automation, now);
        }
    }
    if (was_sequence) {
        follow_sequence(was, automation, !before.enabled, now);
        return;
    }
    // A run for a moment that has come waits for its time, not for the delay.
    bool const after_delay = !timed || automation.trigger == core::Trigger::session_completed;
    if (after_delay && (!was || was->delay != automation.delay)) {
        reschedule_runs(automation);
    }
}

/* What waits for a rule follows it. */
void follow(TriggerContext const &trigger)
{
    core::Instant const now = pg::now();
    core::AutomationDraft const before = draft_from({trigger, trigger.old_row()});
    pg::OwnerSession const session(pg::require_extension().owner);
    if (trigger.inserts()) {
        on_insert(before, now);
    } else if (trigger.updates()) {
        on_update(before, draft_from({trigger, trigger.new_row()}), now);
    } else {
        if (before.type == core::name_of(core::Type::sequence)) {
            end_sequence(before, "automation_deleted", now);
            warn_of_lost_sequence(before);
        }
        cancel_runs(before, "automation_deleted", "the automation was deleted");
        close_watch(before.id, before.tenant);
    }
}

void follow_clock(TriggerContext const &trigger)
{
    HeapTuple const row = trigger.updates() ? trigger.new_row() : trigger.old_row();
    std::string const tenant =
        RowValues<pg::TableName::automation_settings>(trigger, row).text("tenant_id").value_or("");
    pg::OwnerSession const session(pg::require_extension().owner);
    rescan_tenant(tenant, pg::now());
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* After an automation was inserted, changed or deleted. */
AUTOMATION_TRIGGER(automation_on_rule, {.trigger = "automation_rule_saved",
                                        .events = by_insert | by_update | by_delete,
                                        .table = "automations"})
{
    using enum pg::TableName;
    set_off(trigger, automations, {automation_watches, automation_queue, activities}, [&] { follow(trigger); });
    return PointerGetDatum(nullptr);
}

/* After the zone or the quiet hours of a tenant were changed. */
AUTOMATION_TRIGGER(automation_on_clock, {.trigger = "automation_clock_changed",
                                         .events = by_insert | by_update | by_delete,
                                         .table = "automation_settings"})
{
    using enum pg::TableName;
    set_off(trigger, automation_settings, {automation_watches, automation_queue}, [&] { follow_clock(trigger); });
    return PointerGetDatum(nullptr);
}
