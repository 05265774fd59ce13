/* own_lock.hpp — locks of the whole database that only this library can take.
 *
 * They are advisory locks with a fourth field that no SQL function produces (those use 1 and 2): no role can hold one
 * by hand, and each is visible in pg_locks as objsubid.
 */
#pragma once
#include "pg/boundary/boundary.hpp"

namespace automation::pg {

enum class OwnLock : uint16 {
    dispatcher = 0xA0,   ///< whoever does what is due
    installation = 0xA1  ///< whoever creates or changes tables, views and triggers
};

[[nodiscard]] inline LOCKTAG tag_of(OwnLock lock) noexcept
{
    LOCKTAG tag{};
    SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0x6175746f, 0x6d617465, static_cast<uint16>(lock));
    return tag;
}

/** Waits for the lock, and holds it until the transaction ends. */
void lock_for_transaction(OwnLock lock);

}  // namespace automation::pg
