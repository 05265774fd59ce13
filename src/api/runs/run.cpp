/* run.cpp — CALL automation_run(): the scheduled runner by hand. */
#include "engine/runs/run_executor.hpp"

#include "api/procedure.hpp"
#include "api/session.hpp"
#include "engine/bookings/booking_sync.hpp"
#include "engine/delivery/delivery_dispatcher.hpp"
#include "engine/session/readiness.hpp"
#include "engine/session/run_lock.hpp"
#include "engine/session/descriptor_set.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "pg/process/process.hpp"
#include "pg/sql/result_set.hpp"
#include "pg/process/shared.hpp"
#include "pg/process/wait.hpp"
#include "pg/process/wake.hpp"

namespace automation::api {
namespace {

using namespace std::chrono_literals;

/* Waits for the model, for booking sources and providers as long as one of their calls is under way. */
void wait_for_network(engine::RunExecutor &engine, engine::BookingSync &bookings,
                      engine::DeliveryDispatcher &deliveries, engine::DescriptorSet &waits)
{
    auto const time = std::min({engine.model_timeout().value_or(1000ms), bookings.timeout().value_or(1000ms),
                                deliveries.timeout().value_or(1000ms), 1000ms});
    (void)pg::wait(waits.over({engine.descriptor(), bookings.descriptor(), deliveries.descriptor()}), time);
    pg::interrupts();
}

std::int64_t drain(engine::RunLock &lock, std::int64_t limit)
{
    pg::ProcedureTransactions transactions;
    engine::RunExecutor engine(transactions, engine::read_model_settings());
    engine::BookingSync bookings(transactions, pg::now());
    engine::DeliveryDispatcher deliveries(transactions);
    engine::DescriptorSet waits;
    while (engine.processed() < limit && lock.keep()) {
        pg::interrupts();
        engine.poll_model();
        bool const stored = bookings.work();
        if (stored) {
            engine.full_scan();
        }
        std::int64_t const before = engine.processed();
        // What a run or a sync has written may have set off others, due by now.
        bool const ran = engine.run_batch(static_cast<std::size_t>(limit - before)) || engine.processed() > before;
        if (engine.processed() > before) {
            deliveries.rewind(core::Instant::min());
        }
        bool const sent = deliveries.work();
        if (ran || stored || sent) {
            continue;
        }
        if (engine.is_idle() && !bookings.syncing() && !bookings.checking() && !deliveries.busy()) {
            if (engine.retry_suspended()) {
                continue;
            }
            break;
        }
        wait_for_network(engine, bookings, deliveries, waits);
    }
    engine.statistics_appended();
    engine.flush_statistics(true);
    if (std::string const why = engine.waiting(); !why.empty()) {
        pg::warn("automation: " + why, "The worker, or the next call, tries them again.");
    }
    return engine.processed() + deliveries.processed();
}

// After an error the dispatcher breathes for a second and goes on.
constexpr auto short_pause = 5s;

std::string reason_of(pg::DatabaseSlot const &slot)
{
    pg::SharedLock const lock(LW_SHARED);
    return slot.report.paused;
}

/* The dispatcher has the queue: it is asked to do everything due, and waited for. */
std::int64_t ask_dispatcher()
{
    pg::DatabaseSlot *const slot = pg::find_slot(MyDatabaseId);
    if (slot == nullptr || slot->pid == 0) {
        return -1;
    }
    std::int64_t const before = slot->report.processed;
    std::uint32_t const mine = pg_atomic_add_fetch_u32(&slot->asked, 1);
    core::Instant worked_at = pg::now();
    pg::wake_now();
    // A counter that may wrap around: the difference tells which came first.
    while (static_cast<std::int32_t>(pg_atomic_read_u32(&slot->answered) - mine) < 0) {
        if (slot->pid == 0) {
            return -1;
        }
        worked_at = slot->report.state == pg::WorkerState::paused ? worked_at : pg::now();
        if (pg::now() - worked_at > short_pause) {
            throw core::UserError(core::ErrorCode::wrong_state, "the worker of this database is paused",
                                  reason_of(*slot), "Check automation_status() until the worker resumes.");
        }
        (void)pg::wait(-1, 5ms);
        pg::interrupts();
    }
    return std::max<std::int64_t>(slot->report.processed - before, 0);
}

std::int64_t run(std::int64_t limit)
{
    {
        require_not_limited("process due runs", "the call would process runs of every tenant");
        Session const session;
        engine::require_ready(pg::require_extension());
    }
    while (true) {
        {
            engine::RunLock lock;
            if (lock.held()) {
                return drain(lock, limit);
            }
        }
        std::int64_t const done = ask_dispatcher();
        if (done >= 0) {
            return done;
        }
        // Another session's automation_run(), or a dispatcher on its way in or out.
        (void)pg::wait(-1, 20ms);
        pg::interrupts();
    }
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_run)
{
    require_no_block(args, "automation_run");
    std::int64_t const limit = args.opt_int8(1).value_or(std::numeric_limits<std::int64_t>::max());
    if (limit < 1) {
        throw core::UserError("invalid run_limit " + std::to_string(limit), "",
                              "Use a positive number of runs, or omit it.");
    }
    pg::call([] { SPI_connect_ext(SPI_OPT_NONATOMIC); });
    std::int64_t const processed = run(limit);
    pg::call([] { SPI_finish(); });
    return pg::composite(args, {pg::Param::of(processed)});
}
