#include "core/automations/unavailable_facts.hpp"

#include <utility>

namespace automation::core {

namespace {

constexpr char choose_bookings[] = "Choose a trigger of bookings";

/* `of_event`: which trigger has what only events have. */
std::optional<UnavailableFact> fact_of(std::optional<UnmetTest> unmet, char const *of_event)
{
    if (!unmet) {
        return std::nullopt;
    }
    switch (unmet->scope) {
        case Scope::message:
            return UnavailableFact{std::move(unmet->key), "no message", of_event};
        case Scope::before:
            return UnavailableFact{std::move(unmet->key), "no old values", of_event};
        default:
            return UnavailableFact{std::move(unmet->key), "no booking", choose_bookings};
    }
}

}  // namespace

std::optional<UnavailableFact> unavailable_in_template(Template const &written, Trigger trigger)
{
    auto variable = concerns_booking(trigger) ? std::nullopt : written.required_of_booking();
    return variable ? std::optional(UnavailableFact{std::move(*variable), "no booking", choose_bookings})
                    : std::nullopt;
}

std::optional<UnavailableFact> unavailable_in_conditions(Conditions const &conditions, Trigger trigger)
{
    auto unmet = conditions.unmet_in_events(
        {.is_new = trigger == Trigger::new_lead,
         .booking = concerns_booking(trigger),
         .message = trigger == Trigger::message_received,
         .old_values = trigger == Trigger::lead_status_changed || trigger == Trigger::lead_changed});
    char const *const hint = unmet && unmet->scope == Scope::message
                                 ? "Choose trigger message_received"
                                 : "Choose trigger lead_status_changed or lead_changed";
    return fact_of(std::move(unmet), hint);
}

std::optional<UnavailableFact> unavailable_in_step(Conditions const &conditions, Trigger trigger)
{
    return fact_of(conditions.unmet_in_events({.booking = concerns_booking(trigger)}),
                   "Write it in the conditions of the sequence");
}

}  // namespace automation::core
