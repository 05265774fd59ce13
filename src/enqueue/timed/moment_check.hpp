/* moment_check.hpp — the moment that a timed trigger has for a lead or a booking, if a run is to be made for it.
 *
 * The rounds of the dispatcher make what this answers; explain, why, upcoming, preview and simulate show it.
 */
#pragma once
#include "enqueue/timed/timed_scan.hpp"

#include <optional>

#include "store/due_moments.hpp"

namespace automation::enqueue {

enum class NoMoment {
    none,        ///< there is one
    unknown,     ///< no contact with the lead is known, or the booking has no time
    used_up,     ///< max_runs
    conditions,  ///< of silence, and the clock does not decide them
    passed,      ///< it had passed when the automation was saved or enabled
    written,     ///< it had passed when the date was written
    checked,     ///< it was checked before
    waits        ///< a run for it is in the queue
};

struct MomentAnswer {
    std::optional<core::Instant> due;     ///< of the run that is to be made
    NoMoment why = NoMoment::none;        ///< why there is none
    std::optional<core::Instant> moment;  ///< which one it is about, where it is known
};

/** Asks for rows of one automation. */
class MomentCheck {
 public:
    /** Both outlive it. */
    MomentCheck(core::Automation const &automation, ScanState const &watch);

    [[nodiscard]] MomentAnswer ask(store::TimedRow const &row) const;

 private:
    [[nodiscard]] MomentAnswer moment_of(store::TimedRow const &row) const;
    [[nodiscard]] MomentAnswer silence(store::TimedRow const &row, core::TimeZone const &zone) const;
    [[nodiscard]] MomentAnswer reminder(core::Instant starts_at, core::TimeZone const &zone) const;
    [[nodiscard]] MomentAnswer date(store::TimedRow const &row, core::TimeZone const &zone) const;
    [[nodiscard]] core::Instant due_before(core::Instant starts_at, core::TimeZone const &zone) const;
    [[nodiscard]] core::Instant date_due_before(store::TimedRow const &row, core::TimeZone const &zone) const;
    [[nodiscard]] bool waits(store::TimedRow const &row, core::Instant moment) const;
    [[nodiscard]] bool is_evaluated(store::TimedRow const &row, core::Instant moment) const;
    [[nodiscard]] bool was_evaluated_elsewhere(store::TimedRow const &row, core::Instant moment) const;
    [[nodiscard]] bool was_evaluated_by_other_settings(store::TimedRow const &row, core::Instant moment) const;
    [[nodiscard]] bool asks_again(store::TimedRow const &row) const;

    core::Automation const &automation_;
    ScanState const &watch_;
    core::Instant now_;
    core::TenantSettings settings_;
    core::SendTimes times_;
};

}  // namespace automation::enqueue
