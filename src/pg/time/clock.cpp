#include "pg/time/clock.hpp"

#include "pg/boundary/datum.hpp"

#ifdef AUTOMATION_DEBUG_HOOKS
#include "core/automations/automation.hpp"
#include "core/decisions/quiet_hours.hpp"

#include "pg/boundary/args.hpp"
#include "pg/process/shared.hpp"
#include "pg/process/wake.hpp"
#include "pg/time/time_zone.hpp"
#endif

namespace automation::pg {

#ifdef AUTOMATION_DEBUG_HOOKS

namespace {

/* In shared memory where there is any, so that time is the same for every process. */
pg_atomic_uint64 &offset() noexcept
{
    static constinit pg_atomic_uint64 own{};
    return shared() != nullptr ? shared()->clock_offset : own;
}

}  // namespace

core::Instant now() noexcept
{
    auto const ahead = static_cast<std::int64_t>(pg_atomic_read_u64(&offset()));
    return to_instant(GetCurrentTimestamp()) + core::Micros(ahead);
}

#else

core::Instant now() noexcept
{
    return to_instant(GetCurrentTimestamp());
}

#endif

}  // namespace automation::pg

#ifdef AUTOMATION_DEBUG_HOOKS

using namespace automation;      // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::pg;  // NOLINT(google-build-using-namespace)

/* (moment timestamptz) → timestamptz: from now on it is that late, and time goes on from there. Null: the real time. */
PG_CPP_FUNCTION(automation_probe_set_clock)
{
    std::int64_t ahead = 0;
    if (args.given(0)) {
        ahead = DatumGetTimestampTz(args.info()->args[0].value) - GetCurrentTimestamp();
    }
    pg_atomic_write_u64(&offset(), static_cast<std::uint64_t>(ahead));
    wake_now();
    return TimestampTzGetDatum(to_timestamp(now()));
}

/* (moment timestamptz, days integer, hours integer, zone text) → timestamptz: after that delay, by that zone. */
PG_CPP_FUNCTION(automation_probe_after)
{
    core::Delay const delay{static_cast<int>(args.integer(1, "days")), static_cast<int>(args.integer(2, "hours"))};
    core::Instant const moment = to_instant(args.integer(0, "moment"));
    return TimestampTzGetDatum(to_timestamp(core::after(moment, delay, zone_or_utc(args.text(3, "zone")))));
}

/* (lead_id bigint, automation_id bigint) → interval: how far a message that is put off is spread. */
PG_CPP_FUNCTION(automation_probe_spread)
{
    core::LeadId const lead{args.integer(0, "lead_id")};
    core::AutomationId const automation{args.integer(1, "automation_id")};
    return call([&] {
        auto *const jitter = static_cast<Interval *>(palloc0(sizeof(Interval)));
        jitter->time = core::jitter_of(lead, automation).count();
        return IntervalPGetDatum(jitter);
    });
}

#endif
