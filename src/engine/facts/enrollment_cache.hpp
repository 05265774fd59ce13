/* enrollment_cache.hpp — the rows of automation_enrollments that a batch of runs is counted by. */
#pragma once
#include "core/decisions/timing.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/queue/queue.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace automation::engine {

/** What the run is counted by, beside lead and booking: the stretch of silence, the start or the date. */
[[nodiscard]] std::optional<core::Instant> enrollment_anchor(core::Run const &run, core::Automation const &automation,
                                                             core::Lead const *lead, core::Booking const *booking);

class EnrollmentCache {
 public:
    /** Loads what max_runs and cooldown of the rows' automations need. `all`: also of automations without either. */
    void load(std::vector<QueueRow> const &rows, AutomationCache const &automations, bool all = false);
    /** How often and when the automation ran for the lead, or for the booking where it concerns one. */
    [[nodiscard]] core::RunHistory history(core::Run const &run, core::Automation const &automation,
                                           core::Lead const *lead, core::Booking const *booking) const;
    /** The batch executes the run: later runs of the batch count it. */
    void add(core::Run const &run, std::optional<core::Instant> anchor, core::Instant now);

 private:
    struct Enrollment {
        std::optional<core::BookingId> booking;
        std::optional<core::Instant> anchor;
        int runs = 0;
        std::optional<core::Instant> last_run;
    };
    using Key = std::pair<core::AutomationKey, core::LeadId>;

    std::map<Key, std::vector<Enrollment>> enrollments_;
};

}  // namespace automation::engine
