#include "pg/sql/session_locks.hpp"

#include <cstring>

#include "pg/boundary/versions.hpp"

namespace automation::pg {
namespace {

bool same(LOCKTAG const &a, LOCKTAG const &b) noexcept
{
    return std::memcmp(&a, &b, sizeof a) == 0;
}

bool taken_by_sql(LockInstanceData const &lock) noexcept
{
    // 1: by one number, 2: by two. Others are the library's own.
    return lock.pid == MyProcPid && lock.locktag.locktag_type == LOCKTAG_ADVISORY && lock.locktag.locktag_field4 <= 2;
}

}  // namespace

HeldLocks::HeldLocks()
{
    LockData const *const all = call([] { return GetLockStatusData(); });
    for (int i = 0; i < all->nelements; ++i) {
        if (taken_by_sql(all->locks[i])) {
            held_.push_back({all->locks[i].locktag, all->locks[i].holdMask});
        }
    }
}

LOCKMASK HeldLocks::modes_of(LOCKTAG const &tag) const noexcept
{
    LOCKMASK modes = 0;
    for (Held const &held : held_) {
        modes |= same(held.tag, tag) ? held.modes : 0;
    }
    return modes;
}

void HeldLocks::release_later_ones() const
{
    HeldLocks const now;
    for (Held const &held : now.held_) {
        LOCKMASK const later = held.modes & ~modes_of(held.tag);
        for (LOCKMODE mode = 1; mode <= MaxLockMode; ++mode) {
            if ((later & LOCKBIT_ON(mode)) != 0) {
                call([&] {
                    while (holds_lock(held.tag, mode) && LockRelease(&held.tag, mode, true)) {
                    }
                });
            }
        }
    }
}

}  // namespace automation::pg
