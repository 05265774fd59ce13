/* parked_runs.hpp — runs that wait in the queue until something is changed, and how long they may wait.
 *
 * Their rows stay as they are, and the read position is behind them: it is moved back when rules are saved, by the
 * write that brings what a run needs, or when one has waited long enough.
 */
#pragma once
#include "core/base/types.hpp"

#include <map>
#include <optional>

namespace automation::engine {

class ParkedRuns {
 public:
    /** A run that was due at `run_at`; `until`: when it is looked at again in any case. */
    void add(core::Instant run_at, std::optional<core::Instant> until);
    /** Where the first of them stands in the queue; forgets them all. */
    [[nodiscard]] std::optional<core::Instant> take_all();
    /** The same of those that have waited long enough. */
    [[nodiscard]] std::optional<core::Instant> take_expired(core::Instant now);
    /** When the first has waited long enough. */
    [[nodiscard]] std::optional<core::Instant> next_expiry() const;

 private:
    std::optional<core::Instant> first_;
    std::map<core::Instant, core::Instant> expiries_;  ///< until when, to a second, and the earliest run_at of them
};

}  // namespace automation::engine
