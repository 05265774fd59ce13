/* suspensions.hpp — automations whose runs all fail: their runs wait in the queue, and one is tried now and then.
 *
 * A failure has an owner. Where runs fail and no other run of the same automation passes, what they write refuses all
 * of them: a table that a trigger needs is missing, a check has been added. That is the deployment's: no attempt is
 * counted, the backlog waits for hours, and the end is noticed within five seconds. Where others pass, the run itself
 * is at fault: it uses up its attempts and ends as failed.
 *
 * The cost is bounded: of a suspended automation only a few runs are remembered, one is tried at a time, and with
 * growing pauses. Plain C++, no PostgreSQL, so that it can be tested alone.
 */
#pragma once
#include "engine/runs/failure.hpp"
#include "engine/queue/queue.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace automation::engine {

using RuleKey = core::AutomationKey;
[[nodiscard]] inline RuleKey rule_of(QueueRow const &row)
{
    return row.run.automation_key();
}

class Suspensions {
 public:
    /** Counts runs that passed; a later number means later evidence. */
    using Serial = std::uint64_t;
    [[nodiscard]] Serial serial() const noexcept { return serial_; }

    /** Whether evidence is collected although nothing is suspended: while the parts of a batch are tried. */
    void watch(bool on, core::Instant now);
    /** A run of the automation has written all that it writes. The earliest moment to read the queue from again, if the
     *  automation was suspended. */
    std::optional<core::Instant> ran(RuleKey const &rule, core::Instant now);
    /** True when a run of the automation, or of any, has passed since. */
    [[nodiscard]] bool ran_since(RuleKey const &rule, Serial since) const;
    [[nodiscard]] bool any_ran_since(Serial since) const noexcept { return last_ran_ > since; }

    /** True when the failure stays with this run while others pass. `only_one`: no other run of its automation has
     * failed in the batch that began at `began`. */
    [[nodiscard]] bool is_of_the_run(QueueRow const &row, Failure const &failure, bool only_one, Serial began) const;
    /** The run waits until its automation is resumed. True when that is news worth a line of the log. */
    bool suspend(QueueRow const &row, std::string const &reason, core::Instant now);
    /** The same for a run that has failed itself. */
    bool suspend_failed(QueueRow const &row, std::string const &reason, core::Instant now);
    /** The run is no longer a sample: it is done, gone or given up. The moment to read the queue from, when that was
     * the last one of its automation. */
    std::optional<core::Instant> forget(QueueRow const &row);

    /** The reason that a run has to wait for, or null. */
    [[nodiscard]] std::string const *reason_for(QueueRow const &row) const;
    [[nodiscard]] bool any() const noexcept { return !suspended_.empty(); }
    /** Nothing has passed since the batch in which the first automation was suspended. */
    [[nodiscard]] bool everything() const noexcept { return any() && last_ran_ <= suspended_from_; }
    /** For the status; empty when nothing is suspended. */
    [[nodiscard]] std::string text() const;

    /** When the next run is to be tried. */
    [[nodiscard]] std::optional<core::Instant> next_time() const;
    /** A run to try for each of at most `most` automations, in turn; `chance` is in [0, 1). */
    [[nodiscard]] std::vector<QueueRow> samples(std::size_t most, double chance);
    /** All the runs that are remembered, of at most `most` automations. */
    [[nodiscard]] std::vector<QueueRow> all_samples(std::size_t most) const;
    /** They have been tried: when nothing passed, the next pause is longer. */
    void tried(bool passed, core::Instant now);

 private:
    static constexpr std::size_t most_samples = 8;
    struct Suspended {
        std::string reason;
        core::Instant earliest;  ///< run_at of the first of its runs
        std::vector<QueueRow> samples;
        std::uint64_t seen = 0;
    };
    bool add(QueueRow const &row, std::string const &reason, core::Instant now);
    [[nodiscard]] bool is_news(std::string const &reason, core::Instant now);

    std::map<RuleKey, Suspended> suspended_;
    std::map<RuleKey, Serial> ran_;
    struct FailedRun {
        Serial serial = 0;
        core::Instant at;
    };
    std::map<core::RunKey, FailedRun> failed_;  ///< runs whose failure was not counted
    std::map<std::string, core::Instant> shown_;
    RuleKey last_tried_;
    Serial serial_ = 1;
    Serial last_ran_ = 0;
    Serial suspended_from_ = 0;  ///< when the parts of the batch were tried that had the first of them
    Serial watched_from_ = 0;
    bool watching_ = false;
    std::optional<core::Instant> next_;
    std::chrono::milliseconds pause_{};
};

}  // namespace automation::engine
