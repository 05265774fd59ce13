#include "core/base/error.hpp"

#include "enqueue/write_context/attempt.hpp"

#include "pg/boundary/boundary.hpp"
#include "pg/process/process.hpp"

extern "C" {
#include "utils/resowner.h"
}

namespace automation::enqueue {

GuardedAttempt::GuardedAttempt() : memory_(CurrentMemoryContext), owner_(CurrentResourceOwner)
{
    pg::call([] { BeginInternalSubTransaction(nullptr); });
    open_ = true;
    // What is made is used after the subtransaction has ended.
    MemoryContextSwitchTo(memory_);
}

GuardedAttempt::~GuardedAttempt()
{
    undo();
}

void GuardedAttempt::keep()
{
    open_ = false;
    pg::call([] { ReleaseCurrentSubTransaction(); });
    MemoryContextSwitchTo(memory_);
    CurrentResourceOwner = owner_;
}

void GuardedAttempt::undo() noexcept
{
    if (open_) {
        open_ = false;
        RollbackAndReleaseCurrentSubTransaction();
        MemoryContextSwitchTo(memory_);
        CurrentResourceOwner = owner_;
    }
}

bool is_conflict(std::exception const &error) noexcept
{
    auto const *const postgres = dynamic_cast<pg::Error const *>(&error);
    return postgres != nullptr && postgres->sqlstate() == ERRCODE_T_R_SERIALIZATION_FAILURE;
}

bool is_of_definition(std::exception const &error) noexcept
{
    auto const *const postgres = dynamic_cast<pg::Error const *>(&error);
    if (postgres == nullptr) {
        auto const *const mistake = dynamic_cast<core::UserError const *>(&error);
        return mistake != nullptr && (mistake->mistake() == core::ErrorCode::wrong_shape ||
                                      mistake->mistake() == core::ErrorCode::wrong_state);
    }
    if (postgres->sqlstate() == ERRCODE_LOCK_NOT_AVAILABLE) {
        return false;
    }
    switch (ERRCODE_TO_CATEGORY(postgres->sqlstate())) {
        case ERRCODE_TRANSACTION_ROLLBACK:
        case ERRCODE_INSUFFICIENT_RESOURCES:
        case ERRCODE_OPERATOR_INTERVENTION:
        case ERRCODE_SYSTEM_ERROR:
            return false;
        default:
            return postgres->sqlstate() != ERRCODE_DATA_CORRUPTED && postgres->sqlstate() != ERRCODE_INDEX_CORRUPTED;
    }
}

}  // namespace automation::enqueue
