/* pace.hpp — how many runs for silent leads an automation starts in a minute.
 *
 * The minute and its count stand in automation_watches, so that CALL automation_run() and a new dispatcher go on
 * counting.
 */
#pragma once
#include "core/automation.hpp"
#include "core/tenant_key.hpp"

#include <optional>
#include <unordered_map>

namespace automation::worker {

class Pace {
 public:
    /** Takes a place in this minute; else when the next one begins. In a transaction. */
    [[nodiscard]] std::optional<core::Instant> take(core::Automation const &automation, core::Instant now);
    /** Writes what was taken. A row that somebody is saving is passed by. */
    void save() const;

 private:
    struct Minute {
        std::optional<core::Instant> from;
        int runs = 0;
        bool taken = false;
    };
    [[nodiscard]] static Minute load(core::Automation const &automation);

    std::unordered_map<core::AutomationKey, Minute> minutes_;
};

}  // namespace automation::worker
