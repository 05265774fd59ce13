/* rate_limiter.hpp — how many runs for silent leads an automation starts in a minute.
 *
 * The minute and its count stand in automation_watches, so that CALL automation_run() and a new dispatcher go on
 * counting.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/base/tenant_key.hpp"

#include <optional>
#include <unordered_map>

namespace automation::engine {

class RateLimiter {
 public:
    /** Takes a place in this minute; else when the next one begins. In a transaction. */
    [[nodiscard]] std::optional<core::Instant> try_acquire(core::Automation const &automation, core::Instant now);
    /** Writes what was taken. A row that somebody is saving is passed by. */
    void save() const;

 private:
    struct RateWindow {
        std::optional<core::Instant> from;
        int runs = 0;
        bool taken = false;
    };
    [[nodiscard]] static RateWindow load(core::Automation const &automation);

    std::unordered_map<core::AutomationKey, RateWindow> windows_;
};

}  // namespace automation::engine
