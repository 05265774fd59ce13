/* prompt_data.hpp — the facts of one lead as the model gets them: bounded, cleaned, and without contact details.
 */
#pragma once
#include "core/llm/prompt.hpp"

#include <string>

namespace automation::core {

struct PromptData {
    std::string json;          ///< one object; '<' and '>' are escaped, so that no value can close the tags around it
    GroundingSources sources;  ///< the same values as text
};

[[nodiscard]] PromptData prompt_data(Trigger event, Subject const &subject, PromptContext const &context);

}  // namespace automation::core
