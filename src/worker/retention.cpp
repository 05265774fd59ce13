#include "worker/retention.hpp"

#include "engine/retention/retention_pass.hpp"
#include "engine/session/obeyed_settings.hpp"
#include "worker/launcher.hpp"

#include <chrono>
#include <string>
#include <utility>

#include <csignal>

#include "pg/extension/settings.hpp"
#include "pg/process/process.hpp"
#include "pg/process/wait.hpp"
#include "pg/time/clock.hpp"

namespace automation::worker {

using namespace std::chrono_literals;

namespace {

constexpr auto between_looks = 60s;
constexpr auto where_nothing_is_set = 1h;  // a change of the settings is told

std::string of_database(Oid database)
{
    return "automation retention of database " + std::to_string(database) + ": ";
}

void report(pg::DatabaseSlot &slot, engine::RetentionPass const &pass)
{
    slot.retention.blocks_read = pass.blocks_read();
    slot.retention.blocks = pass.blocks();
    slot.retention.pruned = pass.pruned();
}

/* What was done, once it is done. */
void log_result(Oid database, engine::RetentionPass const &pass, core::Micros time)
{
    if (!pass.error().empty()) {
        pg::log(of_database(database) + "rows are kept, because they cannot be deleted: " + pass.error());
    }
    if (pass.pruned() > 0) {
        pg::log(of_database(database) + std::to_string(pass.pruned()) + " rows were pruned in " +
                std::to_string(time / 1s) + " s");
    }
}

/* Eight ninths of the time others have the cores and the disk for themselves: some 30,000 rows a second go
 * nevertheless, and a dispatcher that drains a queue loses a few per cent of its speed (part/retention.sh). */
void pause_after(core::Micros worked)
{
    (void)pg::wait(-1, std::chrono::ceil<std::chrono::milliseconds>(8 * worked));
    pg::interrupts();
}

void prune(pg::DatabaseSlot &slot, engine::RetentionPass &pass)
{
    pid_t const dispatcher = slot.pid;
    core::Instant const began = pg::now();
    if (!pass.begin()) {
        return;
    }
    slot.retention = {.began_at = pg::to_timestamp(began), .blocks_read = 0, .blocks = pass.blocks(), .pruned = 0};
    bool more = true;
    while (more && dispatcher != 0 && slot.pid == dispatcher) {
        auto const at = std::chrono::steady_clock::now();
        more = pass.step();
        report(slot, pass);
        pause_after(std::chrono::duration_cast<core::Micros>(std::chrono::steady_clock::now() - at));
    }
    if (!more) {
        log_result(slot.database, pass, pg::now() - began);
    }
}

void clear_report(int, Datum database)
{
    if (pg::DatabaseSlot *const slot = pg::find_slot(DatumGetObjectId(database))) {
        slot->retention = {};
    }
}

void retain(Oid database)
{
    pg::DatabaseSlot *const slot = pg::find_slot(database);
    if (slot == nullptr) {
        return;
    }
    pg::call([&] {
        before_shmem_exit(clear_report, ObjectIdGetDatum(database));
        BackgroundWorkerInitializeConnectionByOid(database, InvalidOid, 0);
    });
    pgstat_report_appname("automation retention");
    engine::pin_own_settings();
    // A deletion that a crash undoes is made by the next pass.
    pg::call([] { SetConfigOption("synchronous_commit", "off", PGC_USERSET, PGC_S_OVERRIDE); });
    pg::WorkerTransactions transactions;
    engine::RetentionPass pass(transactions);
    try {
        prune(*slot, pass);
    } catch (core::UserError const &error) {
        pg::log(of_database(database) + error.what());
    }
}

}  // namespace

void RetentionStarter::start_if_due(core::Instant now)
{
    if (!std::exchange(begun_, true) && pg::settings::retention_days == 0) {
        next_look_ = now + between_looks;
    }
    if (now < next_look_ || process_.running()) {
        return;
    }
    auto const state = engine::retention_state(transactions_, now);
    next_look_ = now + (state == engine::RetentionState::not_set ? where_nothing_is_set : between_looks);
    if (state == engine::RetentionState::due) {
        BackgroundWorker worker = describe_worker(retention_entry, "automation retention");
        worker.bgw_main_arg = ObjectIdGetDatum(slot_.database);
        (void)process_.start(worker);  // without a place it is tried again in a minute
    }
}

}  // namespace automation::worker

#pragma GCC visibility push(default)
extern "C" void automation_retention_main(Datum database);
#pragma GCC visibility pop

/* The process of one pass. */
void automation_retention_main(Datum database)
{
    using namespace automation;  // NOLINT(google-build-using-namespace)
    pg::boundary([&] {
        pqsignal(SIGTERM, die);
        BackgroundWorkerUnblockSignals();
        worker::retain(DatumGetObjectId(database));
    });
}
