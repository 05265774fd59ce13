/* cause_chain.hpp — the automations whose writes led to a run, as its context keeps them. */
#pragma once
#include "core/json/json.hpp"
#include "core/base/tenant_key.hpp"

#include <string>
#include <vector>

namespace automation::core {

/** A list; an automation of the run's own tenant is its id, one of another tenant an object with both. */
[[nodiscard]] json::Value chain_to_json(std::vector<AutomationKey> const &chain, std::string const &tenant);
/** What chain_to_json wrote for a run of the tenant; what cannot be read is left out. */
[[nodiscard]] std::vector<AutomationKey> chain_from_json(json::Value const &list, std::string const &tenant);

}  // namespace automation::core
