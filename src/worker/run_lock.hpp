/* run_lock.hpp — there is one dispatcher a database: this lock is what makes it so.
 *
 * A lock tag of our own among the advisory locks, with a fourth field that no SQL function can produce: nobody can take
 * it by hand, and it is visible in pg_locks.
 */
#pragma once
#include "pg/boundary.hpp"

namespace automation::worker {

class RunLock {
 public:
    /** Tries; held() tells. Lasts for the session, over transactions. */
    RunLock()
        : held_(pg::call([] { return LockAcquire(tag().get(), ExclusiveLock, true, true); }) != LOCKACQUIRE_NOT_AVAIL)
    {}
    RunLock(RunLock const &) = delete;
    RunLock &operator=(RunLock const &) = delete;
    ~RunLock()
    {
        if (held_) {
            LockRelease(tag().get(), ExclusiveLock, true);
        }
    }
    [[nodiscard]] bool held() const noexcept { return held_; }

 private:
    struct Tag {
        LOCKTAG value;
        [[nodiscard]] LOCKTAG const *get() const noexcept { return &value; }
    };
    static Tag tag() noexcept
    {
        constexpr uint16 ours = 0xA0;  // SQL's own are 1 and 2
        Tag tag{};
        SET_LOCKTAG_ADVISORY(tag.value, MyDatabaseId, 0x6175746f, 0x6d617465, ours);
        return tag;
    }
    bool held_;
};

}  // namespace automation::worker
