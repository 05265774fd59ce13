#include "pg/sql/own_lock.hpp"

#include "pg/boundary/args.hpp"

namespace automation::pg {

void lock_for_transaction(OwnLock lock)
{
    LOCKTAG const tag = tag_of(lock);
    call([&] { (void)LockAcquire(&tag, ExclusiveLock, false, false); });
}

}  // namespace automation::pg

using namespace automation;  // NOLINT(google-build-using-namespace): the body below stands outside

PG_CPP_FUNCTION(automation_install_lock)
{
    pg::lock_for_transaction(pg::OwnLock::installation);
    return Datum{0};
}
