/* step_look.hpp — an evaluation of a lead in a sequence: it waits, goes on, leaves, or has something to do now. */
#pragma once
#include "core/sequences/progress.hpp"
#include "engine/facts/subjects.hpp"

#include <optional>
#include <vector>

namespace automation::engine {

struct StepLook {
    enum class Kind : unsigned char {
        stands,  ///< at entry.step, to be evaluated again at `at`
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
[[nodiscard]] StepLook look_at_step(core::Run const &run, core::Automation const &sequence, core::SequenceEntry &entry,
                                    Subjects const &subjects, core::Instant now);

/** Of a run that sends a step's message: that the lead leaves instead. None: it stays, or the message is of no
 *  sequence. */
[[nodiscard]] std::optional<core::Decision> decide_leaving(core::Run const &run, AutomationCache const &automations,
                                                           Subjects const &subjects, core::Instant now);

/** Goal and exit alone, for an event: who has reached either does not enter. */
[[nodiscard]] bool may_enter(core::Run const &run, core::Automation const &sequence, core::SequenceEntry const &entry,
                             Subjects const &subjects, core::Instant now);

/** Whether each message that may still come would go by a channel that the lead, or the owner of its address, has opted
 *  out of. There is at least one. */
[[nodiscard]] bool refuses_channels(core::Run const &run, core::Automation const &sequence,
                                    core::SequenceEntry const &entry, Subjects const &subjects);

}  // namespace automation::engine
