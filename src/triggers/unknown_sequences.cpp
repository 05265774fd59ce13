#include "triggers/unknown_sequences.hpp"

#include "core/base/strings.hpp"
#include "core/base/suggest.hpp"
#include "core/sequences/check_sequence.hpp"
#include "core/sequences/sequence.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "pg/process/process.hpp"
#include "store/automations.hpp"
#include "store/sequences_of_leads.hpp"

namespace automation::triggers {

void warn_of_unknown_sequences(core::Automation const &automation)
{
    std::vector<std::string> asked = automation.conditions.sequences();
    if (automation.sequence) {
        std::ranges::move(core::sequences_asked_for(*automation.sequence), std::back_inserter(asked));
    }
    if (asked.empty()) {
        return;
    }
    std::ranges::sort(asked);
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    std::vector<std::string> const names = store::sequence_names(automation.tenant);
    std::vector<std::string_view> const known(names.begin(), names.end());
    for (std::string const &name : asked) {
        if (std::ranges::find(names, name) == names.end()) {
            pg::notice("automation " + core::quote_value(automation.name) + " asks for sequence " +
                           core::quote_value(name) + ", which does not exist",
                       core::did_you_mean(core::suggest(name, known)) +
                           "Until there is a sequence of that name, no lead is in it.");
        }
    }
}

void warn_of_lost_sequence(core::AutomationDraft const &gone)
{
    for (core::AutomationDraft const &draft : store::load_drafts_of(gone.tenant)) {
        std::vector<std::string> named;
        try {
            named = core::sequences_named(core::check_with_steps(draft));
        } catch (core::UserError const &) {
            continue;  // automation_check() tells
        }
        if (draft.id != gone.id && std::ranges::find(named, gone.name) != named.end()) {
            pg::notice("automation " + core::quote_value(draft.name) + " names sequence " +
                           core::quote_value(gone.name) + ", which does not exist any more",
                       "Write the name of another sequence there; until then no lead is in it, and steps that enroll "
                       "into it are skipped.");
        }
    }
}

}  // namespace automation::triggers
