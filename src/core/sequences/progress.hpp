/* progress.hpp — the next step of a lead in a sequence, by what is true now.
 *
 * Pure: what a step does (writing a message, changing the lead) is left to the caller. Branches, splits and waits
 * are evaluated here.
 */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/decisions/reason.hpp"
#include "core/sequences/sequence.hpp"
#include "core/sequences/sequence_entry.hpp"
#include "core/sequences/wait_end.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

/** What a sequence asks about its subject. */
class SequenceFacts {
 public:
    SequenceFacts() = default;
    SequenceFacts(SequenceFacts const &) = delete;
    SequenceFacts &operator=(SequenceFacts const &) = delete;
    virtual ~SequenceFacts() = default;

    [[nodiscard]] virtual FieldReader const &fields() const = 0;
    /** The lead has written after that. */
    [[nodiscard]] virtual bool has_replied(Instant since) const = 0;
    /** The lead has made a booking after that which is still on, other than the sequence's own. */
    [[nodiscard]] virtual bool has_booked(Instant since) const = 0;
    [[nodiscard]] virtual std::optional<Instant> moment(MomentWait const &wait) const = 0;
};

/** The lead whose entry is evaluated. */
struct SequencePerson {
    LeadKey lead;
    std::string_view salt;  ///< the sequence's
    Instant now;
    TimeZone const &zone;
    /** Asked behind a step that was skipped or has only chosen the way, before the next one is looked at: whether the
     *  lead leaves the sequence. */
    std::function<bool(SequenceEntry const &)> leaves = {};
};

/** A step that was passed by. */
struct SkippedStep {
    std::string name;
    Reason reason{};
    std::string detail;
};

struct Progress {
    enum class Kind : unsigned char {
        waits,     ///< at the step; to be looked at again at `at`
        works,     ///< the step is to be done now, whose moment was `at`
        finished,  ///< no step is left
        exits,     ///< at a step with `exit`
        leaves     ///< `SequencePerson::leaves` has said so
    };
    Kind kind = Kind::finished;
    StepIndex step = 0;
    Instant at;
    std::vector<SkippedStep> skipped;
};

/** Advances the entry to the next step that waits or has work to do. An unknown step counts as the end: step_moves()
 *  replaces removed steps when a sequence is edited. */
[[nodiscard]] Progress proceed(Sequence const &sequence, SequenceEntry &entry, SequenceFacts const &facts,
                               SequencePerson const &person);

/** Advances the entry past a step that was completed or skipped. */
void pass(Sequence const &sequence, SequenceEntry &entry, StepIndex step, Instant now);

/** The moment that the entry's step has waited for is another one now, or none: a message that is queued or held names
 * the one before. */
[[nodiscard]] bool moment_was_moved(Sequence const &sequence, SequenceEntry const &entry, SequenceFacts const &facts);

/** The reason for which the lead leaves the sequence now: goal, exit or, if the sequence stops on replies, replied.
 * None: the lead stays. Goal and exit count bookings made after the entry. */
[[nodiscard]] std::optional<Reason> reason_to_leave(Sequence const &sequence, SequenceEntry const &entry,
                                                    SequenceFacts const &facts, bool stop_on_reply);

}  // namespace automation::core
