/* step_moves.hpp — where leads at a renamed or removed step continue after an edit of the sequence. */
#pragma once
#include "core/sequences/sequence.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace automation::core {

/** Maps the name of each renamed step to its new name, and of each removed step to the next step on its path that still
 *  exists; none: the end. */
[[nodiscard]] std::map<std::string, std::optional<std::string>> step_moves(Sequence const &before,
                                                                           Sequence const &after);

/** The steps, by their names after the edit, at which the wait has changed. */
[[nodiscard]] std::vector<std::string> steps_with_other_waits(Sequence const &before, Sequence const &after);

}  // namespace automation::core
