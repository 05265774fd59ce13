/* step_evaluation.hpp — an evaluation of a lead in a sequence: it waits, goes on, leaves, or has something to do now.
 */
#pragma once
#include "core/sequences/progress.hpp"
#include "engine/facts/subjects.hpp"
#include "engine/sequences/step_enrollment.hpp"

#include <optional>
#include <vector>

namespace automation::engine {

struct StepEvaluation {
    enum class Kind : unsigned char {
        stands,  ///< waits at entry.step, to be evaluated again at `at`
        works,   ///< entry.step is to be done, whose moment was `at`
        leaves   ///< for `reason`
    };
    Kind kind = Kind::leaves;
    core::Instant at;
    core::ReasonCode reason;
    std::vector<core::SkippedStep> skipped;
    bool silent = false;  ///< the lead leaves, and `skipped` says why: there is no activity of its own
};

/** Advances `entry`. The lead is there. */
[[nodiscard]] StepEvaluation evaluate_step(core::Run const &run, core::Automation const &sequence,
                                           core::SequenceEntry &entry, Subjects const &subjects, core::Instant now);

/** The same past steps with `enroll`, which are done on the way: what they queue is a run of its own. */
[[nodiscard]] StepEvaluation evaluate_past_enrollments(core::Run const &run, core::Automation const &sequence,
                                                       core::SequenceEntry &entry, Subjects const &subjects,
                                                       std::vector<StepEnrollment> &enrollments, core::Instant now);

/** Of a run that sends a step's message: that the lead leaves instead. None: it stays, or the message is of no
 *  sequence. */
[[nodiscard]] std::optional<core::Decision> decide_leaving(core::Run const &run, AutomationCache const &automations,
                                                           Subjects const &subjects, core::Instant now);
/** Whether the step of the row is to be decided on in this batch: a step that the evaluation has only just reached gets
 * a row of its own. */
[[nodiscard]] bool is_work_of(core::Run const &run, StepEvaluation const &evaluation,
                              core::SequenceEntry const &entry) noexcept;

/** The entry by an event. Of silence it counts from when the lead had been silent long enough by what is known now: the
 * lead may have written after the run was found. The lead is there. */
[[nodiscard]] core::SequenceEntry entry_of(core::Run const &event, core::Automation const &sequence,
                                           Subjects const &subjects, core::Instant now);

/** Goal and exit alone, for an event: who has reached either does not enter. */
[[nodiscard]] std::optional<core::Reason> reason_not_to_enter(core::Run const &run, core::Automation const &sequence,
                                                              core::SequenceEntry const &entry,
                                                              Subjects const &subjects, core::Instant now);
[[nodiscard]] bool may_enter(core::Run const &run, core::Automation const &sequence, core::SequenceEntry const &entry,
                             Subjects const &subjects, core::Instant now);
/** Why the lead leaves before its step is done; none: it stays. */
[[nodiscard]] std::optional<core::Reason> reason_to_leave(core::Run const &run, core::Automation const &sequence,
                                                          core::SequenceEntry const &entry, Subjects const &subjects,
                                                          core::Instant now);

/** Whether each message that may still come would go by a channel that the lead, or the owner of its address, has opted
 *  out of. There is at least one. */
[[nodiscard]] bool refuses_channels(core::Run const &run, core::Automation const &sequence,
                                    core::SequenceEntry const &entry, Subjects const &subjects);

}  // namespace automation::engine
