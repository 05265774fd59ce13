#include "pg/process/wake.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "pg/process/crash_record.hpp"
#include "pg/process/shared.hpp"
#include "pg/boundary/datum.hpp"

extern "C" {
#include "utils/resowner.h"
}

namespace automation::pg {

namespace {

constexpr std::int64_t nothing = std::numeric_limits<std::int64_t>::max();

struct PendingWakeups {
    std::int64_t runs = nothing;
    std::int64_t deliveries = nothing;
};
constinit PendingWakeups pending_earliest;
constinit bool pending_wake = false;
constinit bool pending_rules = false;
constinit bool pending_rescan = false;
constinit bool pending_anew = false;
constinit bool committed = false;  ///< what is pending is to be told when the locks are gone

/* Order-preserving: atomics in shared memory are unsigned. */
std::uint64_t biased(std::int64_t moment) noexcept
{
    return static_cast<std::uint64_t>(moment) ^ (std::uint64_t{1} << 63);
}

std::int64_t unbiased(std::uint64_t moment) noexcept
{
    return static_cast<std::int64_t>(moment ^ (std::uint64_t{1} << 63));
}

void lower(pg_atomic_uint64 &target, std::uint64_t value) noexcept
{
    std::uint64_t seen = pg_atomic_read_u64(&target);
    while (value < seen && !pg_atomic_compare_exchange_u64(&target, &seen, value)) {
    }
}

core::Instant take(pg_atomic_uint64 &earliest) noexcept
{
    std::int64_t const moment = unbiased(pg_atomic_exchange_u64(&earliest, biased(nothing)));
    return moment == nothing ? core::Instant::max() : to_instant(moment);
}

void notify_dispatcher(PendingWakeups const &earliest) noexcept
{
    DatabaseSlot *const slot = find_slot(MyDatabaseId);
    if (slot == nullptr) {
        return;
    }
    lower(slot->earliest_run, biased(earliest.runs));
    lower(slot->earliest_delivery, biased(earliest.deliveries));
    if (pending_rules) {
        pg_atomic_fetch_add_u32(&slot->rules, 1);
    }
    // The dispatcher clears the flag before it looks, so a flag that is set already means a look is still to come.
    if (pg_atomic_exchange_u32(&slot->has_work, 1) == 0) {
        set_latch_of(slot->process);
    }
}

void forget_pending() noexcept
{
    pending_earliest = {};
    pending_wake = false;
    pending_rules = false;
    pending_rescan = false;
    pending_anew = false;
}

/* Where there is no slot, nobody runs, and nobody has read the file yet. */
void start_anew() noexcept
{
    if (shared() == nullptr) {
        return;
    }
    if (DatabaseSlot *const slot = find_slot(MyDatabaseId)) {
        slot->start_anew = true;
        set_latch_of(shared()->launcher);
    } else {
        remove_start_record(MyDatabaseId);
    }
}

/* Both run inside commit: they allocate nothing and raise nothing. */
void on_transaction_end(XactEvent event, void *)
{
    if (event == XACT_EVENT_COMMIT) {
        committed = pending_wake || pending_rescan || pending_anew;
    } else if (event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE) {
        forget_pending();
    }
}

/* Only here other processes have been told what the commit invalidates: woken before, the dispatcher would run for a
 * new lead what the same transaction has changed or disabled. */
void on_release(ResourceReleasePhase phase, bool, bool is_top_level, void *)
{
    if (!committed || phase != RESOURCE_RELEASE_AFTER_LOCKS || !is_top_level) {
        return;
    }
    committed = false;
    if (pending_wake) {
        notify_dispatcher(pending_earliest);
    }
    if (pending_anew) {
        start_anew();
    }
    if (pending_rescan && shared() != nullptr) {
        shared()->rescan = true;
        set_latch_of(shared()->launcher);
    }
    forget_pending();
}

}  // namespace

void wake_at_commit(core::Instant run_at) noexcept
{
    pending_earliest.runs = std::min<std::int64_t>(pending_earliest.runs, to_timestamp(run_at));
    pending_wake = true;
}

void wake_for_delivery_at_commit(core::Instant run_at) noexcept
{
    pending_earliest.deliveries = std::min<std::int64_t>(pending_earliest.deliveries, to_timestamp(run_at));
    pending_wake = true;
}

void wake_at_commit() noexcept
{
    pending_rules = true;
    pending_wake = true;
}

void rescan_at_commit() noexcept
{
    pending_rescan = true;
}

void start_anew_at_commit() noexcept
{
    pending_anew = true;
}

Wakeup consume_wakeup() noexcept
{
    DatabaseSlot *const slot = find_slot(MyDatabaseId);
    if (slot == nullptr || pg_atomic_exchange_u32(&slot->has_work, 0) == 0) {
        return {};
    }
    return {.runs = take(slot->earliest_run), .deliveries = take(slot->earliest_delivery)};
}

void wake_now() noexcept
{
    notify_dispatcher({});
}

void watch_commits()
{
    RegisterXactCallback(on_transaction_end, nullptr);
    RegisterResourceReleaseCallback(on_release, nullptr);
}

}  // namespace automation::pg
