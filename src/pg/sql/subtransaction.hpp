/* subtransaction.hpp — work that is never kept: a subtransaction that is always rolled back. */
#pragma once
#include "pg/boundary/boundary.hpp"

extern "C" {
#include "utils/resowner.h"
}

namespace automation::pg {

/** Begun by its construction and rolled back by undo(), or at the latest by its destruction. */
class ScratchSubtransaction {
 public:
    ScratchSubtransaction() : memory_(CurrentMemoryContext), owner_(CurrentResourceOwner)
    {
        id_ = call([&] {
            BeginInternalSubTransaction(nullptr);
            MemoryContextSwitchTo(memory_);
            return GetCurrentTransactionId();
        });
    }
    ScratchSubtransaction(ScratchSubtransaction const &) = delete;
    ScratchSubtransaction &operator=(ScratchSubtransaction const &) = delete;
    ~ScratchSubtransaction() { undo(); }

    /** Everything since is gone; raises nothing. */
    void undo() noexcept
    {
        if (TransactionIdIsValid(id_)) {
            id_ = InvalidTransactionId;
            RollbackAndReleaseCurrentSubTransaction();
            MemoryContextSwitchTo(memory_);
            CurrentResourceOwner = owner_;
        }
    }
    /** True for its number and those of what it contains: other transactions have greater ones, too, and those around
     *  it have lesser ones. */
    [[nodiscard]] bool wrote(TransactionId writer) const noexcept
    {
        return TransactionIdIsCurrentTransactionId(writer) && TransactionIdFollowsOrEquals(writer, id_);
    }
    [[nodiscard]] TransactionId id() const noexcept { return id_; }

 private:
    MemoryContext memory_;
    ResourceOwner owner_;
    TransactionId id_ = InvalidTransactionId;
};

}  // namespace automation::pg
