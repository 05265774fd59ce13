/* remedy.hpp — what would have to change for a run that does not take place, for automation_explain. */
#pragma once
#include "core/decide.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** In words, by the reason that decide() gives; empty where that says it all, or where nothing can be done. The
 *  automation and the lead are there. */
[[nodiscard]] std::string remedy_for(std::string_view reason, Situation const &s);

}  // namespace automation::core
