/* explain_hints.hpp — what would have to change for a run that does not take place, for automation_explain. */
#pragma once
#include "core/decisions/decide.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** In words, by the reason that decide() gives; empty where that says it all, or where nothing can be done. The
 *  automation and the lead are there. */
[[nodiscard]] std::string hint_for_reason(ReasonCode const &reason, DecisionInput const &s);

}  // namespace automation::core
