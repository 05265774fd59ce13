#include "core/automations/unavailable_facts.hpp"

#include "core/conditions/contradictions.hpp"

#include <utility>
#include <vector>

namespace automation::core {

namespace {

UnavailableFact fact_of(Scope scope, std::string name)
{
    switch (scope) {
        case Scope::message:
            return {std::move(name), "no message", "Choose trigger message_received"};
        case Scope::before:
            return {std::move(name), "no values from before", "Choose trigger lead_status_changed or lead_changed"};
        default:
            return {std::move(name), "no booking", "Choose a trigger of bookings"};
    }
}

std::vector<Scope> scopes_without_facts(Trigger trigger)
{
    std::vector<Scope> scopes;
    if (!concerns_booking(trigger)) {
        scopes.push_back(Scope::booking);
    }
    if (trigger != Trigger::message_received) {
        scopes.push_back(Scope::message);
    }
    if (trigger != Trigger::lead_status_changed && trigger != Trigger::lead_changed) {
        scopes.push_back(Scope::before);
    }
    return scopes;
}

}  // namespace

std::optional<UnavailableFact> unavailable_in_template(Template const &written, Trigger trigger)
{
    auto variable = concerns_booking(trigger) ? std::nullopt : written.required_of_booking();
    return variable ? std::optional(fact_of(Scope::booking, std::move(*variable))) : std::nullopt;
}

std::optional<UnavailableFact> unavailable_in_conditions(std::string_view conditions, Trigger trigger)
{
    auto unmet = first_unmet_without(conditions, scopes_without_facts(trigger));
    return unmet ? std::optional(fact_of(unmet->scope, std::move(unmet->key))) : std::nullopt;
}

}  // namespace automation::core
