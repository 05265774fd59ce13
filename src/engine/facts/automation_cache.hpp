/* automation_cache.hpp — automations as the engine runs them, kept by key and version. */
#pragma once
#include "core/automations/automation.hpp"
#include "core/base/tenant_key.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace automation::engine {

/** What stands on the shelf: an automation, or why it cannot be run. Neither: it does not exist. */
struct CachedAutomation {
    std::optional<core::Automation> automation;
    std::string broken;
    std::int64_t version = 0;  ///< of the row; 0: there is none
};

class AutomationCache {
 public:
    /** Loads those that are not here yet or have changed; in a transaction with an SPI session. */
    void fetch(std::vector<core::AutomationKey> const &keys);
    /** What was fetched in this transaction. */
    [[nodiscard]] CachedAutomation const &at(core::AutomationKey const &key) const;

 private:
    void forget_outdated(std::vector<core::AutomationKey> const &keys);

    std::unordered_map<core::AutomationKey, CachedAutomation> entries_;
};

}  // namespace automation::engine
