/* retention_pass.hpp — one pass over what is pruned, a transaction at a time. */
#pragma once
#include "engine/retention/prune.hpp"
#include "engine/retention/retention_policy.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "pg/sql/transactions.hpp"

namespace automation::engine {

enum class RetentionState {
    not_set,  ///< everything is kept
    waiting,
    due  ///< the last pass began more than a day ago, or did not end and began more than an hour ago
};

/** Whether a pass is to begin. In a transaction of its own. */
[[nodiscard]] RetentionState retention_state(pg::Transactions &transactions, core::Instant now);

class RetentionPass {
 public:
    explicit RetentionPass(pg::Transactions &transactions) : transactions_(transactions) {}

    /** Reads what is to be done and notes that the pass has begun. False when nothing is pruned here. Throws UserError
     *  where the database is not one to work in. */
    [[nodiscard]] bool begin();
    /** Does a part of it, in a transaction of its own; false when all is done. A table whose rows cannot be deleted is
     *  left out: error(). */
    [[nodiscard]] bool step();

    [[nodiscard]] std::int64_t blocks_read() const noexcept { return read_; }
    [[nodiscard]] std::int64_t blocks() const noexcept { return blocks_; }
    [[nodiscard]] std::int64_t pruned() const noexcept { return pruned_; }
    /** What kept rows from being pruned; empty: nothing. */
    [[nodiscard]] std::string const &error() const noexcept { return error_; }
    /** Whether that was a lock that somebody else has, and nothing else. */
    [[nodiscard]] bool only_locked() const noexcept { return only_locked_; }

 private:
    template <class Work>
    void in_session(Work const &work);
    void prune_next_blocks();
    void leave_out_table(pg::Error const &why);
    void end();

    pg::Transactions &transactions_;
    RetentionPolicy policy_;
    std::vector<PrunedTable> tables_;
    std::size_t table_ = 0;
    std::int64_t block_ = 0;  ///< of the table
    std::int64_t read_ = 0, blocks_ = 0, pruned_ = 0;
    bool days_added_ = false;
    std::string error_;
    bool only_locked_ = true;
};

}  // namespace automation::engine
