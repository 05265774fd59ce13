/* run_executor.hpp — from the queue to the completed run, one step at a time.
 *
 * The dispatcher and CALL automation_run() drive the same engine; only where transactions come from and who waits
 * differs. No transaction is open between two steps.
 */
#pragma once
#include "engine/queue/claim_set.hpp"
#include "engine/runs/batch.hpp"
#include "enqueue/events/lead_contacts.hpp"
#include "engine/runs/crash_isolation.hpp"
#include "engine/runs/parked_runs.hpp"
#include "engine/model/model_client.hpp"
#include "engine/facts/automation_cache.hpp"
#include "engine/queue/tenant_turns.hpp"
#include "engine/runs/suspensions.hpp"
#include "engine/runs/scan_schedule.hpp"
#include "engine/runs/scan_waits.hpp"

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "pg/sql/transactions.hpp"

namespace automation::engine {

class RunExecutor {
 public:
    RunExecutor(pg::Transactions &transactions, ModelSettings model);

    /** Completes one batch of what is due; true when there may be more to do at once. At most `most` runs. */
    bool run_batch(std::size_t most);
    /** Sends to and receives from the model. */
    void poll_model();
    /** Folds statistics when there are any and a second has passed since, or at once when `now_please`. */
    void flush_statistics(bool immediately);
    /** Somebody else has appended some. */
    void statistics_appended() noexcept { unfolded_ = true; }

    /** Rows due at `earliest` or later have been committed. */
    void rewind(core::Instant earliest);
    /** Rules have changed: runs that waited for their automation may run now. */
    void resume_parked();
    /** Reads the queue from its beginning again. */
    void full_scan();
    void reconfigure(ModelSettings model) { model_.reconfigure(std::move(model)); }

    /** When something is to be done next, by the clock; nothing: only when woken. Reads the queue. */
    [[nodiscard]] std::optional<core::Instant> next_time();
    /** The model's part of the wait. */
    [[nodiscard]] int descriptor() const noexcept { return model_.descriptor(); }
    [[nodiscard]] std::optional<std::chrono::milliseconds> model_timeout() const;

    /** Nothing is under way: no call, no text to write. What is put off or waits for a retry does not count. */
    [[nodiscard]] bool is_idle() const;
    [[nodiscard]] std::size_t in_flight() const noexcept { return model_.in_flight(); }
    [[nodiscard]] std::int64_t processed() const noexcept { return processed_; }
    [[nodiscard]] std::int64_t failed() const noexcept { return failed_; }
    /** What waits and why, of the model and of runs that fail; empty when nothing does. */
    [[nodiscard]] std::string paused() const;
    /** The same without the model. */
    [[nodiscard]] std::string paused_runs() const;
    /** Why the model is not asked, or does not answer; empty when it does. */
    [[nodiscard]] std::string model_trouble() const;
    [[nodiscard]] bool model_key_refused() const;
    /** The part of it that is about runs that fail. */
    [[nodiscard]] std::string waiting() const { return locked_.empty() ? suspensions_.text() : locked_; }
    /** Nothing passes at present. */
    [[nodiscard]] bool stopped() const { return suspensions_.everything() || !locked_.empty(); }
    /** Tries runs of suspended automations without waiting for their time; true when one passed. */
    bool retry_suspended();
    [[nodiscard]] std::string const &error_text() const noexcept { return model_.error_text(); }
    /** The latest failure of a run since the last call; empty: none. */
    [[nodiscard]] std::string take_error() { return std::exchange(new_error_, {}); }
    /** When the last of the runs that have failed is tried again; in the past: none waits for that. */
    [[nodiscard]] core::Instant last_retry() const noexcept { return last_retry_; }
    [[nodiscard]] CrashIsolation &crash_isolation() noexcept { return crash_isolation_; }

 private:
    /** Work beside the runs that fails: it is tried again, and the runs go on. */
    struct Trouble {
        std::string why;
        core::Instant at;
        core::Instant again;
    };
    /** Changes of leads that users' transactions have left (enqueue/events/lead_contacts). */
    struct LeftChanges {
        bool any = false;     ///< there may be some
        bool unknown = true;  ///< there may be some that nobody has announced
        core::Instant again;
        std::chrono::milliseconds wait{0};  ///< of leads that belong to others, doubling
    };
    /** The parts of a batch that has failed, on their way to the runs that fail alone. */
    struct Round {
        Suspensions::Serial began = 0;
        int lock_waits = 0;
        std::vector<std::pair<QueueRow, Failure>> failed;
        std::vector<QueueRow> untried;  ///< of automations that have failed often enough
    };

    [[nodiscard]] std::vector<QueueRow> refresh_claims(std::vector<core::RunKey> const &keys);
    [[nodiscard]] std::vector<QueueRow> read(std::vector<core::RunKey> const &keys, std::size_t most,
                                             bool &page_was_full);
    void abandon(core::RunKey const &run);
    void run_rows(std::vector<QueueRow> const &rows);
    [[nodiscard]] std::optional<Failure> try_batch(std::vector<QueueRow> const &rows);
    void bisect(std::vector<QueueRow> const &rows, Failure const &failure);
    void on_batch_failure(std::vector<QueueRow> const &rows, Failure const &failure, Round &round);
    [[nodiscard]] std::vector<QueueRow> worth_trying(std::vector<QueueRow> const &rows, Round &round) const;
    void classify(Round const &round);
    void suspend(QueueRow const &row, std::string const &reason, bool failed_itself);
    void leave_suspended(std::vector<QueueRow> &rows);
    void try_suspended();
    bool try_sample(QueueRow const &row);
    [[nodiscard]] bool waits_for_table();
    void note_passing(std::string const &error);
    void forget_passing();
    [[nodiscard]] std::string lasting() const;
    void put_off(std::vector<QueueRow> const &rows);
    void try_one_alone();
    void log_once(QueueRow const &row, char const *what, std::string const &error);
    void count_failed_attempt(QueueRow const &row, std::string const &error);
    void apply_effects(PostCommit &&effects);
    [[nodiscard]] ModelView model_view();
    void find_timed();
    void apply_left_changes();
    void wait_for_scans();
    [[nodiscard]] bool timed_due(core::Instant now) const { return now >= timed_.again && watches_.due(now); }
    void note_trouble(Trouble &trouble, char const *what, std::exception const &error);
    template <class Work>
    void in_session(Work &&work);

    pg::Transactions &transactions_;
    ClaimSet claims_;
    TenantTurns turns_;
    AutomationCache automations_;
    ScanSchedule watches_;
    ScanWaits scan_waits_;
    ModelClient model_;
    CrashIsolation crash_isolation_;
    Suspensions suspensions_;
    std::unordered_map<core::RunKey, core::ModelSource> texts_;
    std::unordered_map<std::uint64_t, core::RunKey> asked_;  ///< what the tickets of the model stand for
    std::uint64_t last_request_id_ = 0;
    std::unordered_set<core::RunKey> alone_;  ///< a lock stopped them alone: they would hold up whatever is with them
    std::vector<QueueRow> due_alone_;
    ParkedRuns parked_;
    BurstLimiter burst_;
    std::int64_t processed_ = 0;
    std::int64_t failed_ = 0;
    std::string last_error_;  ///< logged last
    std::string new_error_;   ///< not taken yet
    core::Instant last_retry_;
    std::string locked_;  ///< which table somebody keeps locked; empty: none
    core::Instant locked_look_;
    bool unfolded_ = true;  ///< statistics may wait to be folded
    core::Instant next_fold_;
    bool tokens_known_ = false;
    Trouble passing_;  ///< what every batch fails with, and should not for long; empty: one has passed since
    core::Instant passing_since_;
    Trouble timed_;
    Trouble folding_;
    LeftChanges left_changes_;
    Trouble leaving_;
};

}  // namespace automation::engine
