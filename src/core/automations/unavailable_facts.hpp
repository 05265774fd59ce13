/* unavailable_facts.hpp — what an automation requires and events of its trigger do not have.
 *
 * No error: automation_enroll() and automation_trigger() may name a booking, a message or old values.
 */
#pragma once
#include "core/automations/automation.hpp"

#include <optional>
#include <string>

namespace automation::core {

struct UnavailableFact {
    std::string name;  ///< of the variable or the condition
    char const *what;  ///< "no booking"
    char const *hint;  ///< which triggers have it
};

/** The first variable without fallback and outside of sections that has no value without a booking. */
[[nodiscard]] std::optional<UnavailableFact> unavailable_in_template(Template const &written, Trigger trigger);

/** The first condition that no event of the trigger meets, for want of a booking, a message or old values. */
[[nodiscard]] std::optional<UnavailableFact> unavailable_in_conditions(Conditions const &conditions, Trigger trigger);

/** The same of the conditions of a step, or of its `if`, in a sequence with that trigger. */
[[nodiscard]] std::optional<UnavailableFact> unavailable_in_step(Conditions const &conditions, Trigger trigger);

}  // namespace automation::core
