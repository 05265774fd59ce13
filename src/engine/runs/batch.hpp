/* batch.hpp — one batch of runs in one transaction: lock, look, decide, compose, write.
 *
 * Whatever follows from it outside the database (asking the model, forgetting a claim) is returned as effects and done
 * only when the transaction has committed.
 */
#pragma once
#include "core/messages/compose.hpp"
#include "engine/runs/burst_limiter.hpp"
#include "engine/runs/completion.hpp"
#include "engine/runs/rate_limiter.hpp"
#include "engine/runs/scan_waits.hpp"
#include "engine/queue/queue.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/facts/subjects.hpp"
#include "engine/runs/step_results.hpp"
#include "engine/sequences/sequence_entries.hpp"
#include "engine/sequences/step_evaluation.hpp"
#include "engine/runs/suspensions.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace automation::engine {

/** A run whose automation has had its runs of this minute. */
struct RateLimited {
    ClaimKey key;
    core::AutomationKey automation;
    core::Instant until;
};

/** A run that waits for a change: of its automation, of a reply that is unclear, of a column that it needs. */
struct Parked {
    ClaimKey key;
    std::optional<core::Instant> until;  ///< when it is looked at again in any case
};

/** What a batch leads to, once it has committed. */
struct PostCommit {
    std::vector<core::RunKey> done;                                 ///< out of the queue
    std::vector<ClaimKey> locked;                                   ///< somebody holds it or its lead
    std::vector<Parked> parked;                                     ///< wait until something is changed
    std::vector<core::RunKey> deferred;                             ///< moved to a later time in the queue
    std::vector<ClaimKey> retry;                                    ///< an earlier run of the batch changes their lead
    std::vector<RateLimited> rate_limited;                          ///< waits for the next minute
    std::vector<ClaimKey> awaiting_scans;                           ///< waits for scans of its tenant
    std::vector<ClaimKey> awaiting_model;                           ///< waits for a place at the model
    std::vector<std::pair<ClaimKey, core::Prompt>> model_requests;  ///< to be asked now
    std::vector<RuleKey> ran;  ///< automations that have written a message or changed a lead
    std::int64_t failed = 0;
    bool counted = false;                      ///< statistics were appended
    bool silent = false;                       ///< there is no activity of what was done, and no message
    std::optional<core::Instant> queued_from;  ///< rows were queued that are due from then on
};

/** What the batch may count on of the model. */
struct ModelView {
    std::unordered_map<core::RunKey, core::ModelSource> *texts = nullptr;  ///< those that have come
    std::optional<std::string> unavailable;                                ///< why nobody is to be asked
    std::size_t places = 0;                                                ///< how many may be asked
};

class Batch {
 public:
    /** `waits`: tenants whose runs wait for scans; null: none does. */
    Batch(AutomationCache &automations, BurstLimiter &burst, ModelView model, core::Instant now,
          ScanWaits const *waits = nullptr)
        : automations_(automations), burst_(burst), model_(std::move(model)), now_(now), waits_(waits)
    {}

    /** Works through the rows; in a transaction with an SPI session, as the owner of the tables. */
    [[nodiscard]] PostCommit work(std::vector<QueueRow> rows);

 private:
    struct Decided {
        std::size_t row = 0;
        FinishedRun completed;
    };

    [[nodiscard]] std::set<core::AutomationKey> fetch_automations(std::vector<QueueRow> const &rows);
    void finalize(std::size_t index, std::vector<QueueRow> const &rows);
    void decide_row(std::size_t index, std::vector<QueueRow> const &rows, core::Automation const &automation);
    [[nodiscard]] bool goes_on(std::size_t index, std::vector<QueueRow> const &rows, core::Automation const &automation,
                               core::Decision &decision);
    void decide_sequence(std::size_t index, std::vector<QueueRow> const &rows, core::Automation const &sequence);
    void enter(std::size_t index, QueueRow const &row, core::Automation const &sequence);
    [[nodiscard]] bool end_message(core::SequenceEntry &entry, core::Automation const &sequence,
                                   std::string const &tenant) const;
    [[nodiscard]] StepEvaluation evaluate_past_enrollments(core::Run const &run, core::Automation const &sequence,
                                                           StepResult &result);
    void keep_end_of_delay(std::size_t index, core::Run const &run, core::Automation const &sequence,
                           core::SequenceEntry const &known, bool delayed);
    [[nodiscard]] bool leaves_by_refusal(core::SequenceEntry const &entry, core::Run const &run,
                                         core::Automation const &sequence, FinishedRun &completed) const;
    [[nodiscard]] bool end_step(StepResult &result, core::Automation const &sequence, FinishedRun &completed) const;
    void evaluate_inside(std::size_t index, std::vector<QueueRow> const &rows, core::Automation const &sequence);
    [[nodiscard]] bool skipped_before(QueueRow const &row, std::vector<QueueRow> const &rows) const;
    void drop_others_of_end(std::size_t index, std::vector<QueueRow> const &rows);
    void ask_or_wait(QueueRow const &row, core::Automation const &automation, core::Subject const &subject,
                     core::NeedsModel needs);
    [[nodiscard]] core::ModelSource model_source(core::Run const &run, core::Lead const &lead);
    void finish(std::size_t index, QueueRow const &row, FinishedRun completed);
    void compose(std::size_t index, QueueRow const &row, FinishedRun completed);
    void finish_run(std::size_t index, QueueRow const &row, FinishedRun completed);
    [[nodiscard]] bool must_wait(std::size_t index, QueueRow const &row, core::Automation const &automation);
    [[nodiscard]] bool waits_for_slot(std::size_t index, QueueRow const &row, core::Automation const &automation);
    void write(std::vector<QueueRow> const &rows);
    void note_ran(core::Run const &run);
    void put_off_rows(std::vector<QueueRow> const &rows);

    AutomationCache &automations_;
    BurstLimiter &burst_;
    ModelView model_;
    core::Instant now_;
    ScanWaits const *waits_;
    Subjects subjects_;
    SequenceEntries entries_;
    bool retimed_ = false;                                         ///< rows of leads were made due
    std::set<std::pair<std::string, std::int64_t>> seen_entries_;  ///< of this batch
    StepResults steps_;
    std::vector<Decided> decided_;
    std::vector<Deferral> deferrals_;
    /** Changed by a crm_update of this batch, or with a run that is due again: their later rows are left to the next
     * one. */
    std::set<core::LeadKey> unsettled_;
    /** Entered a sequence in this batch: the entry is not stored yet, so a change of the lead would not end it. */
    std::set<core::LeadKey> entered_;
    std::set<std::size_t> dropped_;  ///< rows whose conditions did not hold before such a change
    RateLimiter rate_limiter_;
    PostCommit effects_;
};

/** Ends a run that cannot be completed: takes it out of the queue and tells why. Its own transaction. */
[[nodiscard]] PostCommit fail_run(QueueRow const &row, AutomationCache &automations, std::string const &error,
                                  core::Instant now);

}  // namespace automation::engine
