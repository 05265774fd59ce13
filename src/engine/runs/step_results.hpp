/* step_results.hpp — the results of a batch for leads in sequences: their entries afterwards, and the activities. */
#pragma once
#include "core/sequences/progress.hpp"
#include "engine/runs/completion.hpp"
#include "engine/sequences/sequence_entries.hpp"
#include "engine/sequences/step_enrollment.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace automation::engine {

/** The run, with its lead and booking. */
struct RunSubject {
    core::Run const *run = nullptr;
    core::Lead const *lead = nullptr;
    core::Booking const *booking = nullptr;
};

struct StepResult {
    core::Automation const *sequence = nullptr;
    core::SequenceEntry entry;
    bool enters = false;
    std::optional<core::BookingId> booking = {};  ///< of a lead that enters: what the entry is counted by
    std::optional<core::Instant> anchor = {};
    std::vector<core::SkippedStep> skipped = {};
    std::vector<StepEnrollment> enrollments = {};  ///< into other sequences
    core::ReasonCode left = {};                    ///< why the lead leaves; none: it stays
    bool leaves_silently = false;                  ///< no activity of its own says so
    bool awaits_message = false;                   ///< the step has written a message that is queued or held
    bool put_off = false;                          ///< its row waits for the window of the message
    core::Instant at = {};                         ///< when the step is evaluated again
};

class StepResults {
 public:
    void add(std::size_t row, StepResult result) { results_.insert_or_assign(row, std::move(result)); }
    /** A lead at a step that cannot be done goes on with the next one. */
    void pass(std::size_t row, core::Run const &run, core::Automation const &sequence, core::Instant now);

    /** The row is out of the queue: the activities before that of the step itself, and after it.
     */
    void record_before(std::size_t row, RunSubject const &of, std::vector<FinishedRun> &recorded) const;
    void record_after(std::size_t row, RunSubject const &of, std::vector<FinishedRun> &recorded) const;
    /** The row is out of the queue: its result is to be written. */
    void keep(std::size_t row, core::Run const &run);
    /** Ends the entries of leads that leave: before the change of a lead, which ends those that it gives a reason. */
    void end(core::Instant now) const;
    /** What the row has written, 0 for nothing. */
    void add_message(std::size_t row, std::int64_t message);
    /** Writes the other entries and puts them back into the queue. When the first of them is due. */
    [[nodiscard]] std::optional<core::Instant> write(core::Instant now);

 private:
    std::map<std::size_t, StepResult> results_;
    std::map<std::size_t, core::Run const *> kept_;  ///< of those, the runs that are written
};

}  // namespace automation::engine
