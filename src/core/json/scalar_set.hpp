/* scalar_set.hpp — values to look for in a list of any length, each look-up in one step.
 *
 * Rules and attributes are written by users: comparing each of a list with each of another takes minutes where both are
 * long.
 */
#pragma once
#include "core/json/json_node.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace automation::core::json {

class ScalarSet {
 public:
    ScalarSet() = default;
    explicit ScalarSet(std::span<Node const> values);

    /** Lists and objects are passed over. 1, 1.0 and 10e-1 are one. */
    void add(Node const &value);

    /** How many different ones. */
    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }
    [[nodiscard]] bool has_kind(Kind kind) const noexcept { return kinds_.at(static_cast<std::size_t>(kind)); }
    /** Its number among them, below size(); none where it is not there. */
    [[nodiscard]] std::optional<std::size_t> place(Kind kind, std::string_view text) const;
    [[nodiscard]] std::optional<std::size_t> place(Node const &value) const { return place(value.kind, value.text); }

 private:
    std::unordered_map<std::string, std::size_t> places_;
    std::array<bool, 6> kinds_{};
};

}  // namespace automation::core::json
