/* unavailable_facts.hpp — what an automation requires and runs for its trigger never have.
 *
 * No error: automation_enroll() and automation_trigger() may name a booking, a message or values from before.
 */
#pragma once
#include "core/automations/automation.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

struct UnavailableFact {
    std::string name;  ///< of the variable or the condition
    char const *what;  ///< "no booking"
    char const *hint;  ///< which triggers have it
};

/** The first variable without fallback and outside of sections that has no value without a booking. */
[[nodiscard]] std::optional<UnavailableFact> unavailable_in_template(Template const &written, Trigger trigger);

/** The first condition that must hold and does not without a booking, a message or values from before. `conditions` is
 *  JSON text; throws UserError as Conditions::parse. */
[[nodiscard]] std::optional<UnavailableFact> unavailable_in_conditions(std::string_view conditions, Trigger trigger);

}  // namespace automation::core
