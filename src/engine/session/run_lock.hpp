/* run_lock.hpp — there is one dispatcher a database: this lock is what makes it so. */
#pragma once
#include "pg/sql/own_lock.hpp"
#include "pg/boundary/versions.hpp"

namespace automation::engine {

class RunLock {
 public:
    /** Tries; held() tells. Lasts for the session, over transactions. */
    RunLock() : tag_(pg::tag_of(pg::OwnLock::dispatcher)), held_(acquire(tag_)) {}
    RunLock(RunLock const &) = delete;
    RunLock &operator=(RunLock const &) = delete;
    ~RunLock()
    {
        if (held_ && pg::holds_lock(tag_, ExclusiveLock)) {
            LockRelease(&tag_, ExclusiveLock, true);
        }
    }
    [[nodiscard]] bool held() const noexcept { return held_; }
    /** Takes it again where a trigger of the tables' owner released it, as pg_advisory_unlock_all() releases every
     *  advisory lock of the session; false when another process has it by now. */
    [[nodiscard]] bool keep()
    {
        held_ = pg::holds_lock(tag_, ExclusiveLock) || acquire(tag_);
        return held_;
    }

 private:
    [[nodiscard]] static bool acquire(LOCKTAG const &tag)
    {
        return pg::call([&] { return LockAcquire(&tag, ExclusiveLock, true, true); }) != LOCKACQUIRE_NOT_AVAIL;
    }

    LOCKTAG tag_;
    bool held_;
};

}  // namespace automation::engine
