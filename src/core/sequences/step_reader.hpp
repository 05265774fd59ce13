/* step_reader.hpp — one step of a sequence from its JSON, without the steps of its branches. */
#pragma once
#include "core/json/json_node.hpp"
#include "core/sequences/sequence.hpp"

#include <string_view>
#include <vector>

namespace automation::core {

/** Its branches have names and weights, and no steps yet. `channel`: the sequence's, for a message without one of its
 *  own. Throws UserError that names the step. */
[[nodiscard]] SequenceStep read_step(json::Node const &node, std::string_view channel);

/** The lists of steps of its branches, in their order; null for a branch that is not written. For a node that
 *  read_step() has read. */
[[nodiscard]] std::vector<json::Node const *> branch_lists(json::Node const &node);

}  // namespace automation::core
