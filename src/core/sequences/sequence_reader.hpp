/* sequence_reader.hpp — a sequence from its JSON columns, checked. */
#pragma once
#include "core/sequences/sequence.hpp"

#include <string_view>

namespace automation::core {

/** As automations.steps, exit and goal have them. Throws UserError, which names the step: an unknown key (with the
 *  nearest), a step that does nothing or two things, duplicate names, an unreachable step, an empty branch,
 *  more than 200 steps or 8 branches around one, and what its parts do not allow.
 *  `channel`: of messages without one of their own. */
[[nodiscard]] Sequence read_sequence(std::string_view steps, std::string_view exit, std::string_view goal,
                                     std::string_view channel = "email");

}  // namespace automation::core
