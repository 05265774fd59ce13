/* booking_hook.cpp — a booking service says that something has happened: a hint to look now.
 *
 * The callback is not signed, so nothing of it is believed but the company's name, and all that it can bring about is a
 * sync that would have come anyway: not of a paused source, and not before a failing one's backoff is over.
 */
#include "api/session.hpp"

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "pg/process/wake.hpp"

namespace automation::api {
namespace {

// All of a small table.
constinit pg::Statement known(
    "select exists (select from @home@.automation_booking_sources s where s.enabled and ($1 is null or s.tenant_id = "
    "$1) and pg_catalog.lower(s.company) = pg_catalog.lower($2 ->> 'company'))",
    TEXTOID, JSONBOID);
// Not again within a second: many callbacks are one hint. A sync under way leaves a later moment as it is.
constinit pg::Statement make_due(
    "update @home@.automation_booking_sources s set next_sync_at = $3 where s.enabled and s.paused_reason is null and "
    "s.failures = 0 and ($1 is null or s.tenant_id = $1) "
    "and pg_catalog.lower(s.company) = pg_catalog.lower($2 ->> 'company') "
    "and (s.next_sync_at > $3 or s.next_sync_at < $3 - interval '1 second')",
    TEXTOID, JSONBOID, TIMESTAMPTZOID);

bool take_hint(Datum body)
{
    Session const session(pg::AccessLevel::app);
    pg::Param const tenant = pg::Param::of(session.only_tenant());
    if (!pg::execute(known, {tenant, body})[0].boolean(1)) {
        return false;
    }
    if (pg::execute(make_due, {tenant, body, pg::Param::of(pg::now())}).affected() > 0) {
        pg::wake_at_commit();
    }
    return true;
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_booking_hook)
{
    return BoolGetDatum(args.given(0) && take_hint(args.info()->args[0].value));
}
