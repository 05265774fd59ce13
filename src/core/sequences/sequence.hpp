/* sequence.hpp — the steps of a sequence as they were saved, and which of them follows which.
 *
 * Steps are stored in one list, in the order in which they are written; branches refer to its elements. Each step knows
 * its successor: the next step of its own branch, else the successor of the step that contains the branch.
 */
#pragma once
#include "core/sequences/step_wait.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

using StepIndex = std::size_t;

enum class StepWork : unsigned char {
    message,  ///< by the sequence's or its own channel
    actions,
    branch,    ///< if: `then` where the conditions hold, else `else`
    split,     ///< an arm by the hash of the lead
    wait_for,  ///< a wait for something: `then` when it comes, `else` when `at_most` is over
    enroll,    ///< into another sequence
    exit,
    pause  ///< a wait and nothing else
};

/** then, else, or an arm of a split. */
struct Branch {
    std::string name;
    int weight = 0;                  ///< of an arm
    std::optional<StepIndex> first;  ///< none: the successor of the step
};

struct SequenceStep {
    std::string name;
    std::string was;  ///< its name before an edit, empty: the same
    std::optional<Wait> wait;
    Conditions conditions;  ///< where they do not hold, it is skipped
    StepWork work = StepWork::pause;
    std::optional<std::string> channel;  ///< of a message; none: the sequence's
    std::optional<Template> subject_template, message_template;
    std::optional<std::string> ai_instructions;
    std::optional<Review> review;  ///< none: the sequence's
    std::optional<Addressee> to;   ///< somebody of the business; none: the lead
    Actions actions;
    Conditions test;  ///< of a branch
    std::vector<Branch> branches;
    std::string enroll;               ///< the name of a sequence
    std::optional<StepIndex> next;    ///< the successor, after its branches; none: the end
    std::optional<StepIndex> around;  ///< the step whose branch contains it
};

struct Sequence {
    std::vector<SequenceStep> steps;
    Occasions exit, goal;
    bool asks_inside = false;  ///< a condition of a step, of exit or of goal asks which sequences the lead is in

    [[nodiscard]] std::optional<StepIndex> find(std::string_view name) const noexcept;
};

/** The names of sequences that conditions of its steps, its exit and its goal ask for. */
[[nodiscard]] std::vector<std::string> sequences_asked_for(Sequence const &sequence);

/** The first step of a branch, or the successor of the step if the branch is empty; none: the end. */
[[nodiscard]] std::optional<StepIndex> first_of(SequenceStep const &step, std::size_t branch) noexcept;

/** Whether `to` can be reached from `from` through any branches. */
[[nodiscard]] bool may_reach(Sequence const &sequence, StepIndex from, StepIndex to);

}  // namespace automation::core
