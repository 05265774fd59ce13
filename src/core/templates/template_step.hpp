/* template_step.hpp — a parsed template: steps that are taken from the first to the last, but for the jumps of
 * sections.
 *
 * {?a}x{:else}y{/?} is: test a, else go to y · x · go behind y · y.
 */
#pragma once
#include "core/templates/filters.hpp"
#include "core/templates/variables.hpp"

#include <cstddef>
#include <string>

namespace automation::core {

enum class StepKind : unsigned char {
    text,   ///< as written
    value,  ///< of the variable, through its filters
    test,   ///< goes on when the variable has a value, else at `to`
    jump    ///< goes on at `to`
};

struct TemplateStep {
    StepKind kind = StepKind::text;
    std::string text = {};
    Variable variable = {};
    Filters filters = {};
    std::size_t to = 0;
};

}  // namespace automation::core
