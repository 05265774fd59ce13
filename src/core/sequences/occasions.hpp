/* occasions.hpp — what ends a sequence (its exit and goal), and what a step may wait for.
 *
 *   {"lead_status": ["lost", "unsubscribed"]}          conditions
 *   "booking"                                          a new booking of the lead
 *   ["booking", {"lead_status": "customer"}]           alternatives
 */
#pragma once
#include "core/conditions/conditions.hpp"
#include "core/json/json_node.hpp"

#include <string_view>
#include <vector>

namespace automation::core {

struct Occasions {
    std::vector<Conditions> conditions;  ///< one of them
    bool booking = false;
    bool reply = false;  ///< of a wait only

    [[nodiscard]] bool none() const noexcept { return conditions.empty() && !booking && !reply; }
};

/** From `exit` or `goal` (`key` says which), null for none. Throws UserError. */
[[nodiscard]] Occasions read_occasions(json::Node const &node, std::string_view key);

/** From the key `for` of a wait: a reply besides, and no conditions that time alone changes. Throws UserError. */
[[nodiscard]] Occasions read_awaited(json::Node const &node);

}  // namespace automation::core
