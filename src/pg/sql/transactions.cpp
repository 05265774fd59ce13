#include "pg/sql/transactions.hpp"

#include "pg/process/process.hpp"
#include "pg/sql/scopes.hpp"

extern "C" {
#include "replication/syncrep.h"
#include "replication/walsender.h"
}

namespace automation::pg {

namespace {

MemoryContext new_context()
{
    return call(
        [] { return AllocSetContextCreate(TopMemoryContext, "automation transaction", ALLOCSET_DEFAULT_SIZES); });
}

}  // namespace

WorkerTransactions::WorkerTransactions() : memory_(new_context()) {}

WorkerTransactions::~WorkerTransactions()
{
    MemoryContextDelete(memory_);
}

void WorkerTransactions::begin()
{
    call([&] {
        SetCurrentStatementStartTimestamp();
        StartTransactionCommand();
        BeginTransactionBlock();
        CommitTransactionCommand();
        StartTransactionCommand();
        // Whatever the default of the database is: where both are serializable, the worker could make a user's write
        // fail.
        XactIsoLevel = XACT_READ_COMMITTED;
        XactDeferrable = false;
        PushActiveSnapshot(GetTransactionSnapshot());
        MemoryContextSwitchTo(memory_);
    });
}

void WorkerTransactions::commit()
{
    TimestampTz const began = GetCurrentTimestamp();
    call([&] {
        PopActiveSnapshot();
        EndTransactionBlock(false);
        CommitTransactionCommand();
        // CommitTransactionCommand leaves us in TopMemoryContext, where a forgotten palloc would stay for good.
        MemoryContextSwitchTo(memory_);
        MemoryContextReset(memory_);
        pgstat_report_stat(false);
    });
    constexpr int late_ms = 5000;
    if (SyncRepRequested() && TimestampDifferenceExceeds(began, GetCurrentTimestamp(), late_ms)) {
        log("automation: a commit waited for a synchronous standby");
    }
}

void WorkerTransactions::abort()
{
    call([&] {
        AbortOutOfAnyTransaction();
        MemoryContextSwitchTo(memory_);
        MemoryContextReset(memory_);
        pgstat_report_stat(false);
    });
}

ProcedureTransactions::ProcedureTransactions() : memory_(new_context()), outer_(CurrentMemoryContext) {}

ProcedureTransactions::~ProcedureTransactions()
{
    MemoryContextSwitchTo(outer_);
    MemoryContextDelete(memory_);
}

void ProcedureTransactions::begin()
{
    // A subtransaction takes away what an error leaves, nested SPI sessions included, and spares the procedure.
    call([&] {
        SetCurrentStatementStartTimestamp();
        owner_ = CurrentResourceOwner;
        BeginInternalSubTransaction(nullptr);
        PushActiveSnapshot(GetTransactionSnapshot());
        MemoryContextSwitchTo(memory_);
    });
}

void ProcedureTransactions::commit()
{
    call([&] {
        PopActiveSnapshot();
        ReleaseCurrentSubTransaction();
        CurrentResourceOwner = owner_;
        MemoryContextSwitchTo(outer_);
        SPI_commit();
        MemoryContextReset(memory_);
    });
}

void ProcedureTransactions::abort()
{
    call([&] {
        if (GetCurrentTransactionNestLevel() > 1) {
            RollbackAndReleaseCurrentSubTransaction();
            CurrentResourceOwner = owner_;
        }
        MemoryContextSwitchTo(outer_);
        SPI_commit();
        MemoryContextReset(memory_);
    });
}

}  // namespace automation::pg
