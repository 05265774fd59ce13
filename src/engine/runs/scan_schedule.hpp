/* scan_schedule.hpp — when which timed automation is to be looked at, so that nobody has to ask the tables.
 *
 * Only the plan is kept here; how far each has come stands in automation_watches (enqueue/timed/timed_scan.hpp).
 */
#pragma once
#include "engine/facts/automation_cache.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace automation::engine {

class ScanSchedule {
 public:
    /** Rules have changed: the plan is made anew. */
    void forget() noexcept { planned_ = false; }
    /** Those that wait for open transactions are tried at once. */
    void retry_now(core::Instant now);
    [[nodiscard]] bool due(core::Instant now) const;
    /** The tenants of those that are due; of very many, the first ones. */
    [[nodiscard]] std::set<std::string> due_tenants(core::Instant now) const;
    /** When the next one is to be looked at; nothing: there is none. */
    [[nodiscard]] std::optional<core::Instant> next_time() const;
    /** An automation has had its runs of this minute: no more are found for it until then. */
    void delay(core::AutomationKey const &automation, core::Instant until);

    /** The one that is due has failed: it is looked at again then. False when not even the plan could be made. */
    bool put_off_first(core::Instant until);
    /** Makes the plan, or looks at the one that is due: one page. The earliest moment that a run was made for. In a
     *  transaction that has written nothing yet. */
    [[nodiscard]] std::optional<core::Instant> step(AutomationCache &automations, core::Instant now);

 private:
    struct Planned {
        core::Instant at;
        bool waits_for_others = false;
    };
    void plan(core::AutomationKey const &automation, core::Instant at, bool waits_for_others);
    void make_plan(core::Instant now);

    bool planned_ = false;
    std::map<core::AutomationKey, Planned> automations_;
    std::set<std::pair<core::Instant, core::AutomationKey>> order_;
};

}  // namespace automation::engine
