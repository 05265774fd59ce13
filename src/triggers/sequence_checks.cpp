#include "triggers/sequence_checks.hpp"
#include "triggers/unknown_sequences.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/sequences/check_sequence.hpp"
#include "core/sequences/step_automation.hpp"
#include "triggers/automation_checks.hpp"

#include <algorithm>
#include <functional>

#include "pg/process/process.hpp"
#include "pg/sql/owner_session.hpp"
#include "store/date_columns.hpp"

namespace automation::triggers {

namespace {

// The unique index on (tenant_id, name) of sequences.
constinit pg::Statement find_name(
    "select a.id from @home@.automations a where a.tenant_id = $1 and a.name = $2 and a.type = 'sequence' "
    "and a.id <> $3",
    TEXTOID, TEXTOID, INT8OID);

void check_name(core::Automation const &sequence)
{
    pg::OwnerSession const session(pg::require_extension().owner);
    auto const rows =
        pg::execute(find_name, {pg::Param::of(std::string_view(sequence.tenant)),
                                pg::Param::of(std::string_view(sequence.name)), pg::Param::of(number(sequence.id))});
    if (!rows.empty()) {
        throw core::UserError(core::ErrorCode::not_unique,
                              "another sequence is named " + core::quote_value(sequence.name),
                              "It is automation " + std::to_string(rows[0].int8(1)) +
                                  "; steps with \"enroll\" and conditions on \"inside\" name sequences.",
                              "Choose another name, or change that sequence with automation_update().");
    }
}

/* Names the step in what is wrong with it. */
void check_step(core::SequenceStep const &step, std::function<void()> const &check)
{
    try {
        check();
    } catch (core::UserError const &error) {
        throw core::UserError(error.mistake(), "step " + core::quote_value(step.name) + ": " + error.what(),
                              error.detail(), error.hint());
    }
}

/* A column of leads that a wait goes by. */
void check_moment(core::SequenceStep const &step)
{
    auto const *const wait = step.wait ? std::get_if<core::MomentWait>(&*step.wait) : nullptr;
    if (wait != nullptr && !wait->of_booking) {
        core::Automation automation;
        automation.date = core::DateTrigger{.field = wait->field};
        store::check_date_column(automation);
    }
}

void warn_of_step(core::Automation const &sequence, core::SequenceStep const &step)
{
    std::string const named =
        "step " + core::quote_value(step.name) + " of sequence " + core::quote_value(sequence.name);
    warn_of_template(named, "subject_template", step.subject_template, sequence.trigger);
    warn_of_template(named, "message_template", step.message_template, sequence.trigger);
    warn_of_step_conditions(named, step, sequence.trigger);
}

void warn_of_unknown_sequence(core::Automation const &sequence, core::SequenceStep const &step)
{
    if (step.work != core::StepWork::enroll || step.enroll == sequence.name) {
        return;
    }
    pg::OwnerSession const session(pg::require_extension().owner);
    auto const rows =
        pg::execute(find_name, {pg::Param::of(std::string_view(sequence.tenant)),
                                pg::Param::of(std::string_view(step.enroll)), pg::Param::of(number(sequence.id))});
    if (rows.empty()) {
        pg::notice("step " + core::quote_value(step.name) + " of sequence " + core::quote_value(sequence.name) +
                       " enrolls into " + core::quote_value(step.enroll) + ", which does not exist",
                   "Create a sequence of that name; until then the step is skipped.");
    }
}

bool reads_status(core::Occasions const &events)
{
    return std::ranges::any_of(
        events.conditions, [](core::Conditions const &conditions) { return conditions.reads(core::Column::status); });
}

/* A lead that enters because of its status stays inside when that changes. */
void warn_of_status(core::Automation const &sequence)
{
    if (sequence.conditions.reads(core::Column::status) && !reads_status(sequence.sequence->goal) &&
        !reads_status(sequence.sequence->exit)) {
        pg::notice("sequence " + core::quote_value(sequence.name) +
                       " has a condition on the status, but neither its goal nor its exit names the status",
                   "Leads stay in it when their status changes. To end it for them, write for example \"exit\": "
                   "{\"lead_status\": \"lost\"}.");
    }
}

}  // namespace

void check_sequence(core::Automation const &sequence)
{
    check_name(sequence);
    for (core::SequenceStep const &step : sequence.sequence->steps) {
        check_step(step, [&] {
            check_moment(step);
            if (step.work == core::StepWork::message) {
                check_channel(core::step_automation(sequence, step));
            }
        });
    }
}

void warn_of_sequence(core::Automation const &sequence, core::AutomationDraft const &before,
                      core::AutomationDraft const &after)
{
    if (before.steps != after.steps || before.trigger != after.trigger) {
        for (core::SequenceStep const &step : sequence.sequence->steps) {
            warn_of_step(sequence, step);
            warn_of_unknown_sequence(sequence, step);
        }
    }
    if (before.conditions != after.conditions || before.exit != after.exit || before.goal != after.goal) {
        warn_of_status(sequence);
    }
    if (before.type == core::name_of(core::Type::sequence) && before.name != after.name) {
        pg::OwnerSession const session(pg::require_extension().owner);
        warn_of_lost_sequence(before);
    }
}

}  // namespace automation::triggers
