/* transactions.hpp — how a piece of the engine gets its transactions.
 *
 * The dispatcher owns its process and begins and ends real transaction blocks; CALL automation_run() lives inside a
 * procedure and may only end the transaction it was given. Both abort what an error left behind.
 */
#pragma once

#include "pg/boundary/boundary.hpp"

namespace automation::pg {

class Transactions {
 public:
    Transactions() = default;
    Transactions(Transactions const &) = delete;
    Transactions &operator=(Transactions const &) = delete;
    virtual ~Transactions() = default;

    /** Begins a transaction with an active snapshot and pinned settings. */
    virtual void begin() = 0;
    /** Commits it. */
    virtual void commit() = 0;
    /** Ends whatever an error has left; raises only if the session itself is lost. */
    virtual void abort() = 0;
};

/** For a background worker: every transaction stands in a block, so that all its statements commit together wherever
 *  the tables live. Memory allocated meanwhile goes into `memory`, which commit and abort empty. */
class WorkerTransactions final : public Transactions {
 public:
    WorkerTransactions();
    ~WorkerTransactions() override;
    void begin() override;
    void commit() override;
    void abort() override;

 private:
    MemoryContext memory_;
};

/** For a procedure called outside a transaction block, connected to SPI as non-atomic. */
class ProcedureTransactions final : public Transactions {
 public:
    ProcedureTransactions();
    ~ProcedureTransactions() override;
    void begin() override;
    void commit() override;
    void abort() override;

 private:
    MemoryContext memory_;
    MemoryContext outer_;
    ResourceOwner owner_ = nullptr;
};

/** Lets a commit not wait for the disk where a crash of the server that loses it loses nothing: what it did is done
 *  again. Holds from relax() until it is destroyed, after the commit. */
class CommitDurability {
 public:
    CommitDurability() noexcept : saved_(synchronous_commit) {}
    CommitDurability(CommitDurability const &) = delete;
    CommitDurability &operator=(CommitDurability const &) = delete;
    ~CommitDurability() { synchronous_commit = saved_; }
    void relax() noexcept { synchronous_commit = SYNCHRONOUS_COMMIT_OFF; }

 private:
    int saved_;
};

/** Runs `work` in a transaction of its own; an error aborts it and goes on as the exception it is. */
template <class Work>
void in_transaction(Transactions &transactions, Work &&work)
{
    transactions.begin();
    try {
        work();
        transactions.commit();
    } catch (...) {
        transactions.abort();
        throw;
    }
}

}  // namespace automation::pg
