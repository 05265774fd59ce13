#include "signals/match.hpp"

#include <utility>

#include "pg/process.hpp"
#include "pg/settings.hpp"
#include "pg/zone.hpp"

namespace automation::signals {

namespace {

core::Instant due(Rule const &rule, RuleBook const &book, core::FieldSource const &lead, core::Instant event)
{
    if (rule.delay.none()) {
        return event;
    }
    if (rule.delay.days == 0) {
        return event + std::chrono::hours(rule.delay.hours);
    }
    auto const zone = lead.field(core::LeadField::timezone);
    return core::after(event, rule.delay, pg::zone_or_utc(zone ? core::Text(*zone) : std::nullopt, book.timezone));
}

}  // namespace

int Matcher::match(RuleBook const &book, core::FieldSource const &lead, Event const &event)
{
    int matches = 0;
    for (Rule const &rule : book.rules) {
        if (!rule.broken && !rule.conditions.hold(lead)) {
            continue;
        }
        add({.automation = rule.id,
             .lead = event.lead,
             .booking = event.booking,
             .message = event.message,
             .event_at = event.at,
             .run_at = event.due_at_once ? event.at : due(rule, book, lead, event.at),
             .event = event.trigger,
             .tenant = event.tenant,
             .context = event.context});
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

bool loading() noexcept
{
    bool const dump_script =
        !check_function_bodies && (namespace_search_path == nullptr || namespace_search_path[0] == '\0');
    return pg::settings::restoring || dump_script || SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA;
}

bool ready()
{
    if (loading()) {
        return false;
    }
    if (pg::find_home() != nullptr) {
        return true;
    }
    static constinit bool warned = false;
    if (!std::exchange(warned, true)) {
        pg::warn("automation sets nothing off: its tables are not complete", "Call automation_install().");
    }
    return false;
}

}  // namespace automation::signals
