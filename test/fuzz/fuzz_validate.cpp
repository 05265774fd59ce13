/* fuzz_validate.cpp — any config over a good draft: an automation that can run, or a mistake with a hint. */
#include "core/automations/automation_json.hpp"
#include "core/base/error.hpp"
#include "fuzz/input.hpp"

#include <algorithm>

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    using namespace automation::core;
    using automation::fuzz::must;
    AutomationDraft base;
    base.name = "Welcome";
    base.type = "lead_followup";
    base.trigger = "new_lead";
    try {
        auto const applied = parse_config(base, automation::fuzz::text_of(data, size));
        must(applied.keys.size() <= 17);
        auto const automation = check(applied.draft);
        auto const allowed = triggers_of(automation.type);
        must(std::find(allowed.begin(), allowed.end(), automation.trigger) != allowed.end());
        must(automation.delay.days >= 0 && automation.delay.hours >= 0 && !automation.channel.empty());
        must(!automation.max_runs || *automation.max_runs >= 1);
        must(!automation.cooldown || automation.cooldown->count() >= 0);
    } catch (UserError const &error) {
        must(!error.hint().empty());
    }
    return 0;
}
