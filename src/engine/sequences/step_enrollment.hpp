/* step_enrollment.hpp — steps with `enroll`: the lead is to enter another sequence. */
#pragma once
#include "core/decisions/decide.hpp"
#include "core/sequences/sequence.hpp"

#include <string>
#include <variant>
#include <vector>

namespace automation::engine {

/** The event by which the lead enters another sequence, as its trigger would be. */
struct StepEnrollment {
    std::string step;  ///< that asks for it
    core::AutomationId sequence{};
    std::string event;
    std::optional<core::BookingId> booking;
};

/** Why the step is skipped. */
struct NoEnrollment {
    core::Reason reason{};
    std::string detail;
};

/** What the step asks for, by the sequences that there are now. */
[[nodiscard]] std::variant<StepEnrollment, NoEnrollment> find_enrollment(core::Run const &run,
                                                                         core::SequenceStep const &step);

/** Queues the events. Their `max_runs`, `cooldown` and conditions hold as for any other; the chain of causes goes on.
 */
void queue_enrollments(core::Run const &run, std::vector<StepEnrollment> const &enrollments, core::Instant now);

}  // namespace automation::engine
