/* automation_cache.hpp — automations as the engine runs them, kept by key and version. */
#pragma once
#include "core/automations/automation.hpp"
#include "core/base/tenant_key.hpp"
#include "core/decisions/decide.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace automation::engine {

/** An automation, or why it cannot be run. Neither: it does not exist. */
struct CachedAutomation {
    std::optional<core::Automation> automation;
    std::string broken;
    std::int64_t version = 0;                            ///< of the row; 0: there is none
    std::map<std::string, core::Automation> steps = {};  ///< of a sequence: messages and actions, by their names
    std::optional<core::Automation> entry = {};          ///< of a sequence: what its events are decided by
};

class AutomationCache {
 public:
    /** Loads those that are not here yet or have changed; in a transaction with an SPI session. */
    void fetch(std::vector<core::AutomationKey> const &keys);
    /** Keeps the sequences among them as they are until the transaction ends, and reads what has changed since fetch():
     *  an edit moves those who stand at its steps, and an evaluation writes places by the steps that it knows. Returns
     *  those that are being edited. */
    [[nodiscard]] std::set<core::AutomationKey> hold_sequences(std::vector<core::AutomationKey> const &keys);
    /** What was fetched in this transaction. */
    [[nodiscard]] CachedAutomation const &at(core::AutomationKey const &key) const;
    /** What the run is decided by: at a step with a message or actions that step, at another event of a sequence its
     *  entry. Null: there is none. */
    [[nodiscard]] core::Automation const *of(core::Run const &run) const;

 private:
    void load_missing(std::vector<core::AutomationKey> const &keys);
    void forget_outdated(std::vector<core::AutomationKey> const &keys);

    std::unordered_map<core::AutomationKey, CachedAutomation> entries_;
};

}  // namespace automation::engine
