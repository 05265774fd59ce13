/* forecast.hpp — which run of an automation a lead is to expect: one that waits, one for a moment that lies ahead, or
 * one that an event now would make.
 *
 * explain, why, upcoming, preview, simulate and test take their runs from here, and what is known about each from
 * worker::Subjects, as the worker does. Nothing is locked and nothing is written.
 */
#pragma once
#include "core/decisions/forecast.hpp"
#include "enqueue/timed/moment_check.hpp"
#include "engine/queue/queue.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/facts/subjects.hpp"

#include <optional>
#include <string>
#include <vector>

namespace automation::api {

enum class Basis {
    queued,  ///< it waits in the queue
    moment,  ///< the dispatcher will find it
    event,   ///< nothing waits: as if its event happened now
    passed   ///< its moment has passed, or was checked, and makes no run
};

struct Expected {
    core::Run run;
    Basis basis = Basis::event;
    core::ReasonCode reason = {};  ///< of passed: why no run is made
    std::string detail = {};       ///< the same in words
};

/** A run that is in no queue. Its id is negative: `nth` of those that are looked at together. */
[[nodiscard]] core::Run run_of_event(core::Automation const &automation, core::Lead const &lead,
                                     core::Booking const *booking, core::Instant now, std::int64_t nth = 1);

/** Sets the booking's status to what the event of the trigger makes of it. */
void let_happen(core::Trigger trigger, core::Booking &booking);

/** The moments of one timed automation; where it is disabled, as if it were enabled now. */
class Moments {
 public:
    /** `automation` outlives it. */
    Moments(core::Automation const &automation, core::Instant now);

    /** Nothing: its conditions do not hold, or it has no moment, or one that waits in the queue. */
    [[nodiscard]] std::optional<Expected> expect(store::TimedRow const &row, std::int64_t nth = 1) const;

 private:
    [[nodiscard]] static enqueue::ScanState watch_of(core::Automation const &automation, core::Instant now);
    [[nodiscard]] bool was_read(store::TimedRow const &row) const;
    [[nodiscard]] std::string describe(enqueue::MomentAnswer const &answer, store::TimedRow const &row) const;

    core::Automation const &automation_;
    core::Instant now_;
    enqueue::ScanState watch_;
    enqueue::MomentCheck check_;
};

/** The runs that wait for a lead; of one automation, and of one booking or none, where these are named. */
[[nodiscard]] std::vector<engine::QueueRow> waiting_runs(core::LeadKey const &lead,
                                                         std::optional<core::AutomationId> automation,
                                                         std::optional<core::BookingId> booking);
/** The same of one automation, for several leads. */
[[nodiscard]] std::vector<engine::QueueRow> waiting_runs(core::AutomationKey const &automation,
                                                         std::vector<core::LeadId> const &leads);

/** Of runs that wait for one automation and lead the one that will be done first, if any will. `subjects` has looked at
 *  them. Not empty. */
[[nodiscard]] core::Run next_of(std::vector<engine::QueueRow> const &rows, engine::Subjects const &subjects,
                                core::Automation const &automation, core::Instant now);

}  // namespace automation::api
