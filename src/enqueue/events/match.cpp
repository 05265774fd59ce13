#include "core/json/json.hpp"

#include "enqueue/events/match.hpp"

#include "core/automations/cause_chain.hpp"
#include "enqueue/events/burst_notice.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <utility>
#include <vector>

#include "pg/extension/settings.hpp"

namespace automation::enqueue {

namespace {

core::Instant due(MatchRule const &rule, core::FieldReader const &facts, core::Instant event)
{
    if (rule.delay.days == 0) {
        return event + rule.delay.elapsed();
    }
    return core::after(event, rule.delay, facts.zone());
}

/* The context of the event, and what the rule's conditions will ask of the lead before and after it. */
std::string with_images(std::string_view context, std::string const &images)
{
    core::json::Value all = core::json::parse_context(images).value_or(core::json::Value::object());
    if (auto const given = core::json::parse_context(context); given && given->is_object()) {
        all.update(*given);
    }
    return core::json::dump(all);
}

/* The context of the event, and how many automations led to it where one is at work: their writes may reach any number
 * of leads through triggers of the owner's, so only the length of the chain is kept. */
std::string with_depth(TriggerEvent const &event)
{
    core::json::Value context = core::json::parse_context(event.context).value_or(core::json::Value::object());
    if (!context.contains("chain")) {
        std::vector<core::AutomationKey> const links(write_context().chain->size(),
                                                     {core::AutomationId{}, std::string(event.tenant)});
        context["chain"] = core::chain_to_json(links, std::string(event.tenant));
    }
    return core::json::dump(context);
}

}  // namespace

int Matcher::match(AutomationIndex const &index, core::FieldReader const &facts, TriggerEvent const &event)
{
    int matches = 0;
    std::string const chained = write_context().chain == nullptr ? std::string() : with_depth(event);
    std::string_view const given = chained.empty() ? event.context : std::string_view(chained);
    for (MatchRule const &rule : index.rules) {
        bool const is_event = event.trigger != core::Trigger::lead_changed || rule.conditions.sees_change(facts);
        if (!rule.broken && !(is_event && rule.conditions.match(facts))) {
            continue;
        }
        count_for_burst(rule, event.tenant);
        std::string const images = rule.conditions.images(facts);
        std::string const context = images.empty() ? std::string() : with_images(given, images);
        add({.automation = rule.id,
             .lead = event.lead,
             .booking = event.booking,
             .message = event.message,
             .event_at = event.at,
             .run_at = event.due_at_once ? event.at : due(rule, facts, event.at),
             .event = event.trigger,
             .tenant = event.tenant,
             .context = images.empty() ? given : std::string_view(context)});
        ++matches;
    }
    return matches;
}

void Matcher::add(NewRun const &run)
{
    if (!queue_) {
        queue_.emplace();
    }
    queue_->add(run);
}

void Matcher::finish()
{
    if (queue_) {
        queue_->finish();
        report_bursts();
    }
}

}  // namespace automation::enqueue
