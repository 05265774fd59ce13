/* condition_operators.hpp — the operators of conditions: their names, what they take, and when they hold. */
#pragma once
#include "core/conditions/field_predicate.hpp"
#include "core/json/scalar_set.hpp"

#include <span>

namespace automation::core {

/** What an operator is given in a condition. */
enum class Argument : unsigned char {
    scalar,
    scalars,  ///< a list
    bound,    ///< a number or a moment
    bounds,   ///< two of them
    text,     ///< not blank
    flag,
    count,  ///< a number, or operators on one
    span,
    moment,
    date,
    weekdays,
    had  ///< {"value": …, "for": span}
};

struct Operand {
    std::vector<json::Node> values;       ///< scalars
    json::ScalarSet wanted;               ///< the same, to be looked up
    std::vector<std::string> folded;      ///< of texts, for what ignores case
    std::vector<ParsedDateTime> moments;  ///< of values that are moments
    Period span;
    std::string span_text;  ///< as written
    unsigned weekdays = 0;  ///< bit 0: Sunday
    bool flag = true;
    std::optional<Test> nested;
};

/** What came of a comparison. */
enum class Comparison : unsigned char { yes, no, absent, mismatch };

struct Operator {
    std::string_view name;
    Argument argument;
    /** What it asks for, with % for the argument; of a flag: if true, and behind a | if false. */
    std::string_view words;
    Comparison (*ask)(Operand const &, PredicateContext const &);
    bool negative = false;  ///< holds when `ask` does not say yes
};

[[nodiscard]] Operator const *operator_named(std::string_view name) noexcept;
[[nodiscard]] std::span<std::string_view const> operator_names() noexcept;

struct Test::One {
    Operator const *op = nullptr;
    Operand operand;
};

}  // namespace automation::core
