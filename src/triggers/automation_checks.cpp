#include "triggers/automation_checks.hpp"

#include "core/automations/unavailable_facts.hpp"
#include "core/automations/validate.hpp"
#include "core/base/error.hpp"
#include "core/base/strings.hpp"

#include "pg/process/process.hpp"
#include "pg/sql/owner_session.hpp"

namespace automation::triggers {

namespace {

constinit pg::Statement find_channel(
    "select 1 from @home@.automation_channels where channel = $1 and tenant_id in ($2, '') limit 1", TEXTOID, TEXTOID);

}  // namespace

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

void warn_of_template(std::string const &named, char const *column, std::optional<core::Template> const &written,
                      core::Trigger trigger)
{
    if (!written) {
        return;
    }
    // A tag that is mistyped in another way than its letters is text, which a template may well contain.
    for (core::MisspelledTag const &tag : written->misspelled()) {
        pg::notice(core::quote_value(tag.written) + " in " + column + " of " + named + " is text, not a variable",
                   "Did you mean " + tag.meant + "? To write the brace as text, write \\{.");
    }
    if (auto const fact = core::unavailable_in_template(*written, trigger)) {
        pg::notice("{" + fact->name + "} in " + column + " of " + named + " has no value: events of trigger " +
                       std::string(core::name_of(trigger)) + " have " + fact->what,
                   "Runs that the trigger starts are skipped, missing_" + fact->name + ". " + fact->hint +
                       ", or write a fallback, as in {" + fact->name + "|fallback}.");
    }
}

void warn_of_conditions(std::string const &named, core::Conditions const &conditions, core::Trigger trigger)
{
    if (auto const fact = core::unavailable_in_conditions(conditions, trigger)) {
        pg::notice("condition " + core::quote_value(fact->name) + " of " + named +
                       " is met by no event: those of trigger " + std::string(core::name_of(trigger)) + " have " +
                       fact->what,
                   std::string(fact->hint) + ", or remove the condition.");
    }
}

void warn_of_step_conditions(std::string const &named, core::SequenceStep const &step, core::Trigger trigger)
{
    for (core::Conditions const *const conditions : {&step.conditions, &step.test}) {
        if (auto const fact = core::unavailable_in_step(*conditions, trigger)) {
            pg::notice("condition " + core::quote_value(fact->name) + " of " + named + " is never met: the step has " +
                           fact->what,
                       std::string(fact->hint) + ", or remove the condition.");
        }
    }
}

}  // namespace automation::triggers
