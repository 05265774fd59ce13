#include "core/json/json.hpp"

#include "enqueue/events/match.hpp"

#include <utility>

#include "pg/extension/settings.hpp"

namespace automation::enqueue {

namespace {

core::Instant due(MatchRule const &rule, core::FieldReader const &facts, core::Instant event)
{
    if (rule.delay.days == 0) {
        return event + std::chrono::hours(rule.delay.hours);
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

}  // namespace

int Matcher::match(AutomationIndex const &index, core::FieldReader const &facts, TriggerEvent const &event)
{
    int matches = 0;
    for (MatchRule const &rule : index.rules) {
        if (!rule.broken && !rule.conditions.match(facts)) {
            continue;
        }
        std::string const images = rule.conditions.images(facts);
        std::string const context = images.empty() ? std::string() : with_images(event.context, images);
        add({.automation = rule.id,
             .lead = event.lead,
             .booking = event.booking,
             .message = event.message,
             .event_at = event.at,
             .run_at = event.due_at_once ? event.at : due(rule, facts, event.at),
             .event = event.trigger,
             .tenant = event.tenant,
             .context = images.empty() ? event.context : std::string_view(context)});
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
    }
}

}  // namespace automation::enqueue
