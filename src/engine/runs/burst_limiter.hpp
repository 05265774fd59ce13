/* burst_limiter.hpp — how many messages of one automation may leave in a minute (automation.burst_limit).
 *
 * An import of 100,000 leads must not become 100,000 mails at once. Each run takes a slot: in any minute there are at
 * most as many as the limit. What gets one later than now is moved there in the queue, so that it is decided once more
 * and not every minute. Kept by the process: what waits stands in the queue at its time.
 */
#pragma once
#include "core/automations/automation.hpp"
#include "core/base/tenant_key.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>

namespace automation::engine {

class BurstLimiter {
 public:
    /** Takes a slot for a run, or gives it the one that it has: nothing, it may go; else when. `most` a minute. */
    [[nodiscard]] std::optional<core::Instant> take_slot(core::AutomationKey const &automation, core::RunKey const &run,
                                                         std::size_t most, core::Instant now);
    /** The run is out of the queue. */
    void forget(core::RunKey const &run) { slots_.erase(run); }

 private:
    struct Slot {
        core::Instant at;
        bool gone = false;  ///< the run has had it
    };
    /** In order, each as many as the limit. */
    struct Minute {
        std::deque<core::Instant> slots;  ///< that were given
        std::deque<core::Instant> again;  ///< that were given to runs which had missed theirs
        std::deque<core::Instant> gone;   ///< when runs went, which may be later than their slots
    };
    [[nodiscard]] static core::Instant free_after(std::deque<core::Instant> const &taken, std::size_t most,
                                                  core::Instant now);
    static void add(std::deque<core::Instant> &taken, std::size_t most, core::Instant at);
    void prune(core::Instant now);

    std::unordered_map<core::AutomationKey, Minute> minutes_;
    std::unordered_map<core::RunKey, Slot> slots_;
    std::size_t prune_at_ = 10'000;
};

}  // namespace automation::engine
