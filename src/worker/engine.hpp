/* engine.hpp — from the queue to the completed run, one step at a time.
 *
 * The dispatcher and CALL automation_run() drive the same engine; only where transactions come from and who waits
 * differs. No transaction is open between two steps.
 */
#pragma once
#include "worker/backlog.hpp"
#include "worker/batch.hpp"
#include "worker/crash_care.hpp"
#include "worker/model_desk.hpp"
#include "worker/shelf.hpp"
#include "worker/tenant_turns.hpp"
#include "worker/suspensions.hpp"
#include "worker/watches.hpp"

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "pg/transactions.hpp"

namespace automation::worker {

class Engine {
 public:
    Engine(pg::Transactions &transactions, ModelSettings model);

    /** Completes one batch of what is due; true when there may be more to do at once. At most `most` runs. */
    bool step(std::size_t most);
    /** Sends to and receives from the model. */
    void talk();
    /** Folds statistics when there are any and a second has passed since, or at once when `now_please`. */
    void fold(bool now_please);
    /** Somebody else has appended some. */
    void statistics_appended() noexcept { unfolded_ = true; }

    /** Rows due at `earliest` or later have been committed. */
    void rewind(core::Instant earliest);
    /** Rules have changed: runs that waited for their automation may run now. */
    void unpark();
    /** Reads the queue from its beginning again. */
    void look_at_everything();
    void reconfigure(ModelSettings model) { desk_.reconfigure(std::move(model)); }

    /** When something is to be done next, by the clock; nothing: only when woken. Reads the queue. */
    [[nodiscard]] std::optional<core::Instant> next_time();
    /** The model's part of the wait. */
    [[nodiscard]] int descriptor() const noexcept { return desk_.descriptor(); }
    [[nodiscard]] std::optional<std::chrono::milliseconds> model_timeout() const;

    /** Nothing is under way: no call, no text to write. What is put off or waits for a retry does not count. */
    [[nodiscard]] bool quiet() const;
    [[nodiscard]] std::size_t in_flight() const noexcept { return desk_.in_flight(); }
    [[nodiscard]] std::int64_t processed() const noexcept { return processed_; }
    [[nodiscard]] std::int64_t failed() const noexcept { return failed_; }
    /** What waits and why, of the model and of runs that fail; empty when nothing does. */
    [[nodiscard]] std::string paused() const;
    /** The part of it that is about runs that fail. */
    [[nodiscard]] std::string waiting() const { return locked_.empty() ? suspensions_.text() : locked_; }
    /** Nothing passes at present. */
    [[nodiscard]] bool stopped() const { return suspensions_.everything() || !locked_.empty(); }
    /** Tries runs of suspended automations without waiting for their time; true when one passed. */
    bool retry_suspended();
    [[nodiscard]] std::string const &complaint() const noexcept { return desk_.complaint(); }
    [[nodiscard]] std::string const &last_error() const noexcept { return last_error_; }
    [[nodiscard]] CrashCare &crash_care() noexcept { return crash_care_; }

 private:
    /** Work beside the runs that fails: it is tried again, and the runs go on. */
    struct Trouble {
        std::string why;
        core::Instant at;
        core::Instant again;
    };
    /** The parts of a batch that has failed, on their way to the runs that fail alone. */
    struct Round {
        Suspensions::Serial began = 0;
        int lock_waits = 0;
        std::vector<std::pair<QueueRow, Failure>> failed;
        std::vector<QueueRow> untried;  ///< of automations that have failed often enough
    };

    [[nodiscard]] std::vector<QueueRow> still_due(std::vector<core::RunKey> const &keys);
    [[nodiscard]] std::vector<QueueRow> read(std::vector<core::RunKey> const &keys, std::size_t most,
                                             bool &page_was_full);
    void give_up_on(core::RunKey const &run);
    void work_through(std::vector<QueueRow> const &rows);
    [[nodiscard]] std::optional<Failure> attempt(std::vector<QueueRow> const &rows);
    void try_in_parts(std::vector<QueueRow> const &rows, Failure const &failure);
    void after_failure(std::vector<QueueRow> const &rows, Failure const &failure, Round &round);
    [[nodiscard]] std::vector<QueueRow> worth_trying(std::vector<QueueRow> const &rows, Round &round) const;
    void judge(Round const &round);
    void suspend(QueueRow const &row, std::string const &reason, bool failed_itself);
    void leave_suspended(std::vector<QueueRow> &rows);
    void try_suspended();
    bool try_sample(QueueRow const &row);
    [[nodiscard]] bool waits_for_table();
    void put_off(std::vector<QueueRow> const &rows);
    void try_one_alone();
    void say_once(QueueRow const &row, char const *what, std::string const &error);
    void count_failed_attempt(QueueRow const &row, std::string const &error);
    void apply(Effects &&effects);
    [[nodiscard]] ModelView model_view();
    void find_timed();
    [[nodiscard]] bool timed_due(core::Instant now) const { return now >= timed_.again && watches_.due(now); }
    void note_trouble(Trouble &trouble, char const *what, std::exception const &error);
    template <class Work>
    void in_session(Work &&work);

    pg::Transactions &transactions_;
    Backlog backlog_;
    TenantTurns turns_;
    Shelf shelf_;
    Watches watches_;
    ModelDesk desk_;
    CrashCare crash_care_;
    Suspensions suspensions_;
    std::unordered_map<core::RunKey, core::ModelSource> texts_;
    std::unordered_map<std::uint64_t, core::RunKey> asked_;  ///< what the tickets of the model stand for
    std::uint64_t last_ticket_ = 0;
    std::unordered_set<core::RunKey> alone_;  ///< a lock stopped them alone: they would hold up whatever is with them
    std::vector<QueueRow> due_alone_;
    std::optional<core::Instant> parked_from_;  ///< the earliest run that waits for its automation
    std::int64_t processed_ = 0;
    std::int64_t failed_ = 0;
    std::string last_error_;
    std::string locked_;  ///< which table somebody keeps locked; empty: none
    core::Instant locked_look_;
    bool unfolded_ = true;  ///< statistics may wait to be folded
    core::Instant folded_at_;
    bool tokens_known_ = false;
    Trouble timed_;
    Trouble folding_;
};

}  // namespace automation::worker
