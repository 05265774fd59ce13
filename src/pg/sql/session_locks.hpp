/* session_locks.hpp — advisory locks of this session, which no rollback releases. */
#pragma once
#include <vector>

#include "pg/boundary/boundary.hpp"

namespace automation::pg {

/** The advisory locks that SQL functions took and this process holds: what lock, and in which modes (bits). */
class HeldLocks {
 public:
    /** Those that are held now. */
    HeldLocks();
    /** Releases those that are held now and were not then. A lock that was held then keeps what it has been taken more
     *  often since: nobody can count that. */
    void release_later_ones() const;

 private:
    struct Held {
        LOCKTAG tag;
        LOCKMASK modes;
    };
    [[nodiscard]] LOCKMASK modes_of(LOCKTAG const &tag) const noexcept;

    std::vector<Held> held_;
};

}  // namespace automation::pg
