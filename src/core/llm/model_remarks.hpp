/* model_remarks.hpp — whether a model wrote about its task instead of to the recipient.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string_view>

namespace automation::core {

/** A refusal, a remark that introduces the message, a role label of a chat ("Assistant:"), or words about instructions
 *  and models, in the languages of the checks. */
[[nodiscard]] bool holds_remarks(std::string_view text);

}  // namespace automation::core
