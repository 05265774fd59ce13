/* automation_json.hpp — the JSON of automation_create and automation_update, laid over a draft.
 *
 * Only names and JSON types are checked here; whether the draft as a whole makes sense is validate.hpp's question.
 */
#pragma once
#include "core/automations/validate.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

struct ParsedConfig {
    AutomationDraft draft;
    std::vector<std::string> keys;  ///< those the JSON had, in its order: the columns an update writes
};

/** `base` with the keys of `json`; null gives a key its default back (name, type, trigger and enabled have none).
 *  Throws UserError: not an object, an unknown key (with the nearest), a value of the wrong JSON type. */
[[nodiscard]] ParsedConfig parse_config(AutomationDraft base, std::string_view json);

}  // namespace automation::core
