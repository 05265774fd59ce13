/* shelf.hpp — automations as the engine runs them, kept by key and version. */
#pragma once
#include "core/automation.hpp"
#include "core/tenant_key.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace automation::worker {

/** What stands on the shelf: an automation, or why it cannot be run. Neither: it does not exist. */
struct Shelved {
    std::optional<core::Automation> automation;
    std::string broken;
    std::int64_t version = 0;  ///< of the row; 0: there is none
};

class Shelf {
 public:
    /** Loads those that are not here yet or have changed; in a transaction with an SPI session. */
    void fetch(std::vector<core::AutomationKey> const &keys);
    /** What was fetched in this transaction. */
    [[nodiscard]] Shelved const &at(core::AutomationKey const &key) const;

 private:
    void forget_outdated(std::vector<core::AutomationKey> const &keys);

    std::unordered_map<core::AutomationKey, Shelved> shelved_;
};

}  // namespace automation::worker
