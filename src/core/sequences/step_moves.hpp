/* step_moves.hpp — where those who stand at a step go when its sequence is edited. */
#pragma once
#include "core/sequences/sequence.hpp"

#include <map>
#include <optional>
#include <string>

namespace automation::core {

/** From the name of each step that is another one now, or gone, to the one of `after` that takes its place: its new
 * name, or the next on the way from it that is left; none: the end. */
[[nodiscard]] std::map<std::string, std::optional<std::string>> step_moves(Sequence const &before,
                                                                           Sequence const &after);

}  // namespace automation::core
