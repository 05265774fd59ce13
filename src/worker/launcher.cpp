#include "worker/launcher.hpp"

#include "core/time/restart_delay.hpp"
#include "worker/child.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include <csignal>

#include "pg/time/clock.hpp"
#include "pg/process/crash_record.hpp"
#include "pg/process/process.hpp"
#include "pg/extension/settings.hpp"
#include "pg/process/shared.hpp"
#include "pg/boundary/datum.hpp"
#include "pg/process/wait.hpp"

namespace automation::worker {

using namespace std::chrono_literals;

namespace {

void on_wake(int)
{
    int const saved = errno;
    SetLatch(MyLatch);
    errno = saved;
}

/* The dispatcher of one slot, and when it may be started again. */
struct DispatcherChild {
    Child process;
    bool wanted = false;  ///< its database is served
    core::Instant started_at;
    core::Instant not_before;
    std::chrono::milliseconds pause{0};
    bool counted = false;                  ///< its end has been noticed
    bool no_place = false;                 ///< it could not be started
    std::optional<core::Restart> restart;  ///< what follows from the last start on record; read once after it
};

class Launcher {
 public:
    void run()
    {
        pg::shared()->launcher = pg::my_process();
        pg::note_server_search_path();
        pg::shared()->rescan = true;
        terminate_orphans();
        while (!ShutdownRequestPending) {
            reload_if_asked();
            find_databases();
            take_scan();
            core::Instant const now = pg::now();
            if (place_was_freed()) {
                try_again_at(now);
            }
            for (int i = 0; i < pg::max_databases; ++i) {
                supervise(i, now);
            }
            log_worker_shortage();
            (void)pg::wait(-1, time_to_wait(now));
        }
    }

 private:
    /* Dispatchers of a launcher that died answer to nobody. */
    static void terminate_orphans()
    {
        for (pg::DatabaseSlot const &slot : pg::shared()->slots) {
            if (slot.pid != 0) {
                kill(slot.pid, SIGTERM);
            }
        }
    }

    void reload_if_asked()
    {
        if (ConfigReloadPending) {
            ConfigReloadPending = 0;
            pg::call([] { ProcessConfigFile(PGC_SIGHUP); });
            pg::note_server_search_path();
            pg::shared()->rescan = true;  // somebody may have written automation.enabled by hand
        }
    }

    /* The scanner connects to postgres, or to template1 where there is none. */
    void find_databases()
    {
        core::Instant const now = pg::now();
        pg::Shared *const shared = pg::shared();
        if (scanner_.running()) {
            return;
        }
        if (std::exchange(scanning_, false) && !shared->scanned && !scan_answered_) {
            other_database_ = !other_database_;
            shared->rescan = true;
            next_scan_ = now + 1s;
        }
        if (now < next_scan_) {
            return;
        }
        if (!shared->rescan && !std::exchange(dispatcher_asked_, false)) {
            return;
        }
        shared->rescan = false;
        scan_answered_ = false;
        BackgroundWorker worker = describe_worker(scanner_entry, "automation scanner");
        strlcpy(worker.bgw_extra, other_database_ ? "template1" : "postgres", BGW_EXTRALEN);
        scanning_ = scanner_.start(worker);
        no_place_for_scanner_ = !scanning_;
        if (!scanning_) {
            dispatcher_asked_ = ask_dispatcher_to_scan();
            shared->rescan = shared->rescan || !dispatcher_asked_;
            next_scan_ = now + 5s;
        }
    }

    /* Where dispatchers have taken every place, one of them can look as well: else none could be stopped. */
    static bool ask_dispatcher_to_scan()
    {
        for (pg::DatabaseSlot const &slot : pg::shared()->slots) {
            if (slot.pid != 0 && slot.process >= 0) {
                pg::shared()->scan_requested = true;
                pg::set_latch_of(slot.process);
                return true;
            }
        }
        return false;
    }

    void take_scan()
    {
        pg::Shared *const shared = pg::shared();
        pg::SharedLock const lock(LW_EXCLUSIVE);
        if (!shared->scanned) {
            return;
        }
        shared->scanned = false;
        scan_answered_ = true;
        if (std::exchange(dispatcher_asked_, false)) {
            no_place_for_scanner_ = false;
            next_scan_ = {};
        }
        for (int i = 0; i < pg::max_databases; ++i) {
            Oid const database = shared->slots[i].database;
            shared->slots[i].unverified = shared->slots[i].unverified && shared->rescan;  // this answer may be too old
            dispatchers_[static_cast<std::size_t>(i)].wanted = OidIsValid(database) && is_enabled(database);
        }
        for (int i = 0; i < shared->enabled_count; ++i) {
            assign_slot(shared->enabled[i]);
        }
    }

    static bool is_enabled(Oid database)
    {
        pg::Shared const *const shared = pg::shared();
        return std::find(shared->enabled, shared->enabled + shared->enabled_count, database) !=
               shared->enabled + shared->enabled_count;
    }

    void assign_slot(Oid database)
    {
        pg::Shared *const shared = pg::shared();
        for (pg::DatabaseSlot const &slot : shared->slots) {
            if (slot.database == database) {
                return;
            }
        }
        for (pg::DatabaseSlot &slot : shared->slots) {
            if (!OidIsValid(slot.database)) {
                slot.report = {};
                slot.unverified = false;
                slot.start_anew = false;
                slot.next_start = 0;
                pg_atomic_write_u64(&slot.earliest_run, 0);
                pg_atomic_write_u64(&slot.earliest_delivery, 0);
                pg_atomic_write_u32(&slot.has_work, 1);
                slot.database = database;
                dispatchers_[static_cast<std::size_t>(&slot - shared->slots)].wanted = true;
                return;
            }
        }
        pg::log("automation serves no more than 64 databases");
    }

    void supervise(int i, core::Instant now)
    {
        pg::DatabaseSlot &slot = pg::shared()->slots[i];
        DispatcherChild &dispatcher = dispatchers_[static_cast<std::size_t>(i)];
        if (!OidIsValid(slot.database)) {
            return;
        }
        bool const running = dispatcher.process.running();
        if (!running && slot.pid != 0) {
            return;  // a stranger on its way out
        }
        if (slot.start_anew) {
            forget_crashes(dispatcher, slot, running, now);
        }
        bool const wanted = dispatcher.wanted && pg::settings::workers > 0 && !held(slot) && !slot.unverified;
        if (running && !wanted) {
            dispatcher.process.stop();
        } else if (!running && !dispatcher.wanted) {
            dispatcher = {};
            pg::remove_start_record(slot.database);
            slot.next_start = 0;
            slot.database = InvalidOid;
        } else if (!running && wanted) {
            start(dispatcher, slot, now);
        }
    }

    /* A backend that died with its DDL command still holds nothing. */
    static bool held(pg::DatabaseSlot &slot)
    {
        if (slot.held_by != 0 && BackendPidGetProc(slot.held_by) == nullptr) {
            slot.held_by = 0;
        }
        return slot.held_by != 0;
    }

    void start(DispatcherChild &dispatcher, pg::DatabaseSlot &slot, core::Instant now)
    {
        if (!dispatcher.counted && dispatcher.started_at != core::Instant{}) {
            count_end(dispatcher, slot, now);
        }
        if (slot.unverified) {
            return;
        }
        if (!dispatcher.restart) {
            wait_after_crash(dispatcher, slot, now);
        }
        if (now < dispatcher.not_before) {
            return;
        }
        core::StartRecord record = dispatcher.restart->record;
        record.started_at = now;
        record.resumed_at = record.resumed_at == core::Instant{} ? now : record.resumed_at;
        (void)pg::write_start_record(slot.database, record);
        slot.next_start = 0;
        BackgroundWorker worker = describe_worker(dispatcher_entry, "automation dispatcher");
        worker.bgw_main_arg = ObjectIdGetDatum(slot.database);
        dispatcher.started_at = now;
        dispatcher.counted = false;
        slot.ended_in_order = false;
        bool const started = dispatcher.process.start(worker);
        dispatcher.no_place = !started && !scanner_.running();  // which ends in a moment
        if (started) {
            dispatcher.restart.reset();
        } else {
            pg::remove_start_record(slot.database);
            dispatcher.not_before = now + (dispatcher.no_place ? 5s : 0s);
            dispatcher.counted = true;
        }
    }

    /* The server may have restarted with the crash: only the file knows of it. */
    static void wait_after_crash(DispatcherChild &dispatcher, pg::DatabaseSlot &slot, core::Instant now)
    {
        dispatcher.restart = core::after_start(pg::read_start_record(slot.database).value_or(core::StartRecord()), now);
        core::StartRecord const &record = dispatcher.restart->record;
        if (dispatcher.restart->wait == 0ms) {
            return;
        }
        dispatcher.not_before = std::max(dispatcher.not_before, now + dispatcher.restart->wait);
        bool const crashed = record.resumed_at == core::Instant{};
        slot.crashes = crashed ? record.crashes : 0;
        slot.kills = record.fruitless;
        slot.signal = record.signal;
        slot.next_start = pg::to_timestamp(dispatcher.not_before);
        pg::log("automation dispatcher for database " + std::to_string(slot.database) +
                (crashed ? " crashed by signal " + std::to_string(record.signal) : std::string(" was killed")) +
                " and is started again in " + std::to_string(dispatcher.restart->wait / 1s) + " s");
    }

    /* What ends the crashes may have been mended: those that were before count no more. */
    static void forget_crashes(DispatcherChild &dispatcher, pg::DatabaseSlot &slot, bool running, core::Instant now)
    {
        slot.start_anew = false;
        if (running) {
            pg::clear_start_record(slot.database);
            return;
        }
        slot.next_start = 0;
        dispatcher.restart = core::Restart{};
        dispatcher.not_before = now;
    }

    /* One that lived for a while, or that was ended, may start again at once. One that dies young waits longer each
     * time, and first of all for the answer whether its database is still there and lets anybody in. */
    static void count_end(DispatcherChild &dispatcher, pg::DatabaseSlot &slot, core::Instant now)
    {
        bool const died_young = !slot.ended_in_order && now - dispatcher.started_at < 10s;
        dispatcher.pause = died_young ? std::clamp(dispatcher.pause * 2, 100ms, 60000ms) : 0ms;
        dispatcher.not_before = now + std::max(dispatcher.pause, 20ms);
        dispatcher.counted = true;
        if (died_young) {
            slot.unverified = true;
            pg::shared()->rescan = true;
        }
    }

    [[nodiscard]] bool place_was_freed()
    {
        auto const before = std::exchange(
            running_, std::count_if(dispatchers_.begin(), dispatchers_.end(), [](DispatcherChild &dispatcher) {
                          return dispatcher.process.running();
                      }) + (scanner_.running() ? 1 : 0));
        return running_ < before;
    }

    void try_again_at(core::Instant now)
    {
        next_scan_ = no_place_for_scanner_ ? now : next_scan_;
        for (DispatcherChild &dispatcher : dispatchers_) {
            dispatcher.not_before = dispatcher.no_place ? now : dispatcher.not_before;
        }
    }

    void log_worker_shortage()
    {
        bool const slots_used_up =
            no_place_for_scanner_ ||
            std::any_of(dispatchers_.begin(), dispatchers_.end(), [](DispatcherChild const &d) { return d.no_place; });
        if (slots_used_up && !std::exchange(pg::shared()->slots_used_up, slots_used_up)) {
            pg::log("automation cannot start a worker: max_worker_processes is exhausted; the launcher tries again");
        }
        pg::shared()->slots_used_up = slots_used_up;
    }

    [[nodiscard]] std::optional<std::chrono::milliseconds> time_to_wait(core::Instant now)
    {
        std::optional<core::Instant> next;
        auto const sooner = [&](core::Instant moment) { next = std::min(next.value_or(moment), moment); };
        if (pg::shared()->rescan || dispatcher_asked_ || scanner_.running()) {
            sooner(std::max(next_scan_, now + 20ms));
        }
        for (int i = 0; i < pg::max_databases; ++i) {
            pg::DatabaseSlot const &slot = pg::shared()->slots[i];
            DispatcherChild &dispatcher = dispatchers_[static_cast<std::size_t>(i)];
            if (OidIsValid(slot.database) && !dispatcher.process.running()) {
                sooner(slot.held_by != 0 || slot.unverified ? now + 1s : std::max(dispatcher.not_before, now + 20ms));
            }
        }
        if (!next || pg::settings::workers == 0) {
            return std::nullopt;
        }
        return std::chrono::ceil<std::chrono::milliseconds>(std::max(*next - now, core::Micros(1000)));
    }

    std::array<DispatcherChild, pg::max_databases> dispatchers_{};
    Child scanner_;
    core::Instant next_scan_;
    bool scanning_ = false;
    bool scan_answered_ = false;
    bool other_database_ = false;
    std::ptrdiff_t running_ = 0;  ///< of our children, when last counted
    bool no_place_for_scanner_ = false;
    bool dispatcher_asked_ = false;  ///< to do the scanner's work
};

}  // namespace

void register_launcher()
{
    if (IsBinaryUpgrade) {
        return;
    }
    BackgroundWorker worker = describe_worker(launcher_entry, "automation launcher");
    worker.bgw_flags = BGWORKER_SHMEM_ACCESS;
    worker.bgw_restart_time = 1;
    RegisterBackgroundWorker(&worker);
}

}  // namespace automation::worker

#pragma GCC visibility push(default)
extern "C" void automation_launcher_main(Datum);
#pragma GCC visibility pop

/* The launcher's process. */
void automation_launcher_main(Datum)
{
    using namespace automation;  // NOLINT(google-build-using-namespace)
    pg::boundary([] {
        pg::take_reloads();
        pqsignal(SIGTERM, SignalHandlerForShutdownRequest);
        pqsignal(SIGUSR1, worker::on_wake);  // a child has started or ended
        BackgroundWorkerUnblockSignals();
        worker::Launcher().run();
        pg::shared()->launcher = -1;
        pg::exit_process();  // an end with status 0 would be for good
    });
}
