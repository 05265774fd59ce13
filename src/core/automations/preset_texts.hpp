/* preset_texts.hpp — the texts of a preset's automation or step in one language; the English ones stand in its JSON.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <array>
#include <string_view>

namespace automation::core {

struct PresetText {
    std::string_view automation;  ///< the name of the automation, or of the step of a sequence
    std::string_view subject;     ///< empty: it has none (SMS)
    std::string_view message;
};

}  // namespace automation::core
