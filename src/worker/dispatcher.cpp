/* dispatcher.cpp — the process that works on one database's queue.
 *
 *   starting ─▶ ready? ──no──▶ paused (says why once, looks again in five seconds)
 *                │ yes
 *                ▼
 *   look (wake, clock, everything) ─▶ talk to booking sources and the model ─▶ one batch ─▶ messages leave ─▶ fold ─▶
 *   more? again : wait          not ready any more: ends, and the next one starts
 *
 * It waits in one place, with no transaction open. SIGTERM ends it at once: a statement under way is cancelled, calls
 * under way are forgotten and asked again by the next one.
 */
#include "core/base/strings.hpp"

#include "engine/bookings/booking_sync.hpp"
#include "engine/runs/debug_hooks.hpp"
#include "engine/delivery/delivery_dispatcher.hpp"
#include "engine/runs/run_executor.hpp"
#include "worker/launcher.hpp"
#include "store/sequence_moves.hpp"
#include "worker/retention.hpp"
#include "engine/session/locked_table.hpp"
#include "engine/session/obeyed_settings.hpp"
#include "engine/session/readiness.hpp"
#include "engine/session/run_lock.hpp"
#include "worker/scanner.hpp"
#include "engine/session/descriptor_set.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "pg/time/clock.hpp"
#include "pg/process/crash_record.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/extension/database_identity.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/process/process.hpp"
#include "pg/extension/settings.hpp"
#include "pg/process/shared.hpp"
#include "pg/process/wait.hpp"
#include "pg/process/wake.hpp"

namespace automation::worker {

using namespace std::chrono_literals;

namespace {

constexpr auto scan_interval = 5s;
constexpr auto max_scan_interval = 60s;
// A shutdown waits so long for the answers of providers: what has none by then is sent again, in doubt.
constexpr auto drain_timeout = 500ms;

void on_terminate(int)
{
    int const saved = errno;
    ShutdownRequestPending = 1;
    QueryCancelPending = 1;  // a statement under way ends now, and the loop sees why
    InterruptPending = 1;
    SetLatch(MyLatch);
    errno = saved;
}

class Dispatcher {
 public:
    explicit Dispatcher(pg::DatabaseSlot &slot)
        : slot_(slot),
          engine_(transactions_, engine::read_model_settings()),
          bookings_(transactions_),
          deliveries_(transactions_),
          retention_(transactions_, slot)
    {}

    void run(engine::RunLock &lock)
    {
        if (!wait_until_ready()) {
            return;
        }
        while (ShutdownRequestPending == 0 && !outdated_ && !renewed_ && lock.keep()) {
            run_iteration();
        }
        end_in_order();
    }

 private:
    /* False when asked to end meanwhile. */
    bool wait_until_ready()
    {
        std::string said;
        while (ShutdownRequestPending == 0) {
            (void)guarded([&] {
                read_settings();
                return std::optional<std::string>();
            });
            if (renewed_) {
                return false;
            }
            auto const why = guarded([&] { return engine::why_not_ready(transactions_); });
            if (!why) {
                return true;
            }
            if (*why != said) {
                said = *why;
                pg::log("automation dispatcher for database " + std::to_string(slot_.database) + " is paused: " + said);
            }
            report(pg::WorkerState::paused, said);
            pause(scan_interval);
        }
        return false;
    }

    void run_iteration()
    {
        try {
            serve_signals();
            read_settings();
            if (renewed_) {
                return;
            }
            engine::debug::before_turn();
            mark_running();
            if (process_pending()) {
                return;
            }
            wait_for_work();
        } catch (pg::Error const &error) {
            recover(cause_of(error));
        } catch (core::UserError const &error) {
            recover(error.what());
        }
    }

    /* A lock that is not to be had says nothing of whose it is. */
    std::string cause_of(pg::Error const &error)
    {
        if (error.sqlstate() == ERRCODE_LOCK_NOT_AVAILABLE) {
            if (auto const table = guarded([&] { return engine::locked_table(transactions_); })) {
                return *table;
            }
        }
        return error.what();
    }

    /* What we read of them when we connected is ours for good: the next dispatcher begins with what they are now. */
    void read_settings()
    {
        if (settings_.changed(transactions_, pg::now())) {
            pg::log("automation dispatcher for database " + std::to_string(slot_.database) +
                    " restarts: settings of the database or of its roles have changed");
            renewed_ = true;
            slot_.ended_in_order = true;
        }
    }

    void mark_running()
    {
        if (!begun_) {
            pg::in_transaction(transactions_, [&] {
                in_extension([&] {
                    engine_.crash_isolation().start();
                    restore_sequences();
                });
            });
            begun_ = true;
        }
    }

    /* Whoever has lost the row that waits would stay at the step for ever. */
    static void restore_sequences()
    {
        if (std::int64_t const lost = store::restore_lost_steps(pg::now()); lost > 0) {
            pg::log(std::to_string(lost) + (lost == 1 ? " lead" : " leads") +
                    " in sequences had no row in automation_queue; their steps are evaluated again");
        }
    }

    /* True when there may be more to do at once. */
    bool process_pending()
    {
        pg::Wakeup const wake = pg::consume_wakeup();
        engine_.rewind(wake.runs);
        deliveries_.rewind(wake.deliveries);
        // Not left to the invalidation, which is sent a moment after the commit that wakes us.
        if (std::uint32_t const rules = pg_atomic_read_u32(&slot_.rules); rules != rules_) {
            rules_ = rules;
            engine_.resume_parked();
            bookings_.rescan();
            deliveries_.rescan();
            retention_.look_again(pg::now());
        }
        std::uint32_t const asked = pg_atomic_read_u32(&slot_.asked);
        core::Instant const now = pg::now();
        retention_.start_if_due(now);
        // A scan in progress goes on from where it is: from the beginning in every turn, it would walk over what the
        // turns before have left dead.
        if (asked != scan_request_ || now >= (scanning_ ? scan_started_ + max_scan_interval : next_scan_)) {
            scan_request_ = asked;
            scan_started_ = now;
            scanning_ = true;
            full_scan();
        }
        pgstat_report_activity(STATE_RUNNING, "working on automation_queue");
        std::int64_t const processed = engine_.processed();
        engine_.poll_model();
        log_fallback();
        bool const more_bookings = bookings_.work();
        bool const more_runs = engine_.run_batch(std::numeric_limits<std::size_t>::max());
        bool const more_deliveries = deliveries_.work();
        if (deliveries_.take_counted()) {
            engine_.statistics_appended();
        }
        engine_.flush_statistics(false);
        note_completed();
        report(pg::WorkerState::working, "");
        // Whoever has asked for everything waits for what runs have set off, too.
        bool const set_off = scanning_ && engine_.processed() > processed;
        return more_runs || more_bookings || more_deliveries || set_off;
    }

    /* Once: a start that gets something done does not count among those that do not. */
    void note_completed()
    {
        if (!completed_ && engine_.processed() + deliveries_.processed() > 0) {
            completed_ = true;
            pg::record_completed_run();
        }
    }

    void wait_for_work()
    {
        core::Instant const now = pg::now();
        if (scanning_) {
            // Behind a snapshot that somebody holds open a scan reads dead rows: about 2 % of the time.
            scanning_ = false;
            next_scan_ = now + std::clamp<core::Micros>(50 * (now - scan_started_), scan_interval, max_scan_interval);
        }
        if (engine_.is_idle() && !engine_.stopped() && !bookings_.syncing() && !deliveries_.busy() &&
            pg_atomic_read_u32(&slot_.answered) != scan_request_) {
            engine_.flush_statistics(true);
            pg_atomic_write_u32(&slot_.answered, scan_request_);
        }
        auto const next = engine_.next_time();
        // Never longer: a table may get a shape or a security that stops us, which no signal tells.
        core::Instant const latest = std::min(next_scan_, now + scan_interval);
        auto wait = std::chrono::ceil<std::chrono::milliseconds>(std::min(next.value_or(latest), latest) - pg::now());
        wait = std::min(wait, std::chrono::ceil<std::chrono::milliseconds>(settings_.next_read() - pg::now()));
        for (auto const &network : {engine_.model_timeout(), bookings_.timeout(), deliveries_.timeout()}) {
            wait = std::min(wait, network.value_or(wait));
        }
        if (std::string const error = engine_.take_error(); !error.empty()) {
            note_error(error);
        }
        report(engine_.in_flight() > 0 ? pg::WorkerState::waiting_for_model : pg::WorkerState::idle, "");
        pgstat_report_activity(STATE_IDLE, nullptr);
        if (ShutdownRequestPending == 0 && ConfigReloadPending == 0) {
            (void)pg::wait(waits_.over({engine_.descriptor(), bookings_.descriptor(), deliveries_.descriptor()}),
                           std::max(wait, 0ms));
        }
    }

    void serve_signals()
    {
        // Nobody will start the server again while we are attached to its memory.
        if (!pg::postmaster_alive()) {
            pg::exit_process();
        }
        if (ConfigReloadPending != 0) {
            ConfigReloadPending = 0;
            pg::call([] { ProcessConfigFile(PGC_SIGHUP); });
            engine_.reconfigure(engine::read_model_settings());
            retention_.look_again(pg::now());
        }
        if (std::exchange(pg::shared()->scan_requested, false)) {
            report_enabled_databases(transactions_);
        }
        if (ShutdownRequestPending == 0) {
            pg::interrupts();
        }
    }

    /* Something outside a run went wrong: say it once, breathe, go on. */
    void recover(std::string const &error)
    {
        if (ShutdownRequestPending != 0) {
            return;
        }
        // What is in our memory is about rows that may be others when it is ready again: the next dispatcher waits.
        outdated_ = guarded([&] { return engine::why_not_ready(transactions_); }).has_value();
        if (outdated_) {
            slot_.ended_in_order = true;
            return;
        }
        if (error != error_) {
            pg::log("automation dispatcher for database " + std::to_string(slot_.database) + ": " + error);
        }
        note_error(error);
        report(pg::WorkerState::paused, error);
        pause(1s);
        full_scan();
    }

    void full_scan()
    {
        engine_.full_scan();
        deliveries_.rewind(core::Instant::min());
    }

    void pause(std::chrono::milliseconds time)
    {
        pgstat_report_activity(STATE_IDLE, nullptr);
        (void)pg::wait(-1, time);
        try {
            serve_signals();
        } catch (pg::Error const &error) {
            note_error(error.what());
        }
        (void)pg::consume_wakeup();  // everything is looked at next
    }

    std::optional<std::string> guarded(auto &&action)
    {
        try {
            return action();
        } catch (pg::Error const &error) {
            note_error(error.what());
        } catch (core::UserError const &error) {
            note_error(error.what());
        }
        return error_;
    }

    void in_extension(auto &&work)
    {
        pg::OwnerSession const session(pg::acting_role(pg::require_extension()), true);
        work();
    }

    void end_in_order()
    {
        QueryCancelPending = 0;
        retention_.stop();
        report(pg::WorkerState::stopped, "");
        if (!begun_ || outdated_) {
            return;
        }
        try {
            // No second signal would end the wait for a standby that is not there.
            pg::call([] { SetConfigOption("synchronous_commit", "local", PGC_USERSET, PGC_S_OVERRIDE); });
            deliveries_.drain(drain_timeout);
            pg::in_transaction(transactions_, [&] { in_extension([&] { engine_.crash_isolation().stop(); }); });
        } catch (pg::Error const &) {
            // The extension is being dropped, or the server is: then nobody will ask how we ended.
        } catch (core::UserError const &) {
        }
    }

    /* That messages go out without the model: once, until it answers again or the settings change. */
    void log_fallback()
    {
        bool const complains = !engine_.error_text().empty();
        if (complains && !complained_) {
            pg::log("automation dispatcher for database " + std::to_string(slot_.database) +
                    " uses built-in texts: " + engine_.error_text());
            note_error(engine_.error_text());
        }
        complained_ = complains;
    }

    void note_error(std::string const &error)
    {
        error_ = error;
        error_at_ = GetCurrentTimestamp();
    }

    /* What is over is no error of now; that of a moment is shown for a while, that of a run until it is tried again. */
    void forget_error()
    {
        constexpr int shown_ms = 5000;
        if (!error_.empty() && engine_.last_retry() < pg::now() &&
            TimestampDifferenceExceeds(error_at_, GetCurrentTimestamp(), shown_ms)) {
            error_.clear();
            error_at_ = 0;
        }
    }

    void report(pg::WorkerState state, std::string const &why)
    {
        std::string const channels = deliveries_.trouble();
        std::string paused = why.empty() ? engine_.paused() : why;
        for (std::string const &more : {channels, bookings_.trouble()}) {
            paused += (paused.empty() || more.empty() ? "" : "; ") + more;
        }
        if (paused.empty() && state != pg::WorkerState::paused) {
            forget_error();
        }
        pg::SharedLock const lock(LW_EXCLUSIVE);
        pg::WorkerReport &report = slot_.report;
        report.state = engine_.stopped() && state != pg::WorkerState::stopped ? pg::WorkerState::paused : state;
        report.in_flight = static_cast<std::int64_t>(engine_.in_flight() + deliveries_.under_way());
        report.processed = engine_.processed() + deliveries_.processed();
        report.failed = engine_.failed();
        copy(paused, report.paused);
        copy(why.empty() ? engine_.paused_runs() : why, report.runs);
        copy(engine_.model_trouble(), report.model);
        copy(channels, report.channels);
        report.key_refused = engine_.model_key_refused();
        copy(error_, report.last_error);
        report.last_error_at = error_at_;
    }

    template <std::size_t Size>
    static void copy(std::string_view text, char (&room)[Size])
    {
        std::string_view const fits = core::clip_bytes(text, Size - 1);  // half a letter would be no text
        room[fits.copy(room, fits.size())] = '\0';
    }

    pg::DatabaseSlot &slot_;
    pg::WorkerTransactions transactions_;
    engine::RunExecutor engine_;
    engine::BookingSync bookings_;
    engine::DeliveryDispatcher deliveries_;
    RetentionStarter retention_;
    engine::DescriptorSet waits_;
    bool begun_ = false;     ///< it is on record that we run
    bool outdated_ = false;  ///< the tables are not those we began with
    bool renewed_ = false;   ///< settings are not those we began with
    engine::ObeyedSettings settings_;
    core::Instant next_scan_;
    core::Instant scan_started_;
    bool scanning_ = false;
    std::uint32_t scan_request_ = 0;
    std::uint32_t rules_ = 0;  ///< changes heard of
    std::string error_;
    TimestampTz error_at_ = 0;
    bool complained_ = false;
    bool completed_ = false;  ///< something, since our start
};

/* Shared state is cleaned here and not by destructors: FATAL never unwinds them. */
void release_slot(int, Datum database)
{
    pg::DatabaseSlot *const slot = pg::find_slot(DatumGetObjectId(database));
    if (slot != nullptr && slot->pid == MyProcPid) {
        slot->pid = 0;
        slot->process = -1;
        slot->ended_in_order = slot->ended_in_order || ShutdownRequestPending != 0;
        slot->report.state = pg::WorkerState::stopped;
        pg::set_latch_of(pg::shared()->launcher);
    }
}

/* False when the slot is taken or held. */
bool enter_slot(pg::DatabaseSlot &slot, Oid database)
{
    {
        pg::SharedLock const lock(LW_EXCLUSIVE);
        if (slot.pid != 0 || slot.held_by != 0) {
            return false;
        }
        slot.pid = MyProcPid;
        slot.process = pg::my_process();
        slot.report.state = pg::WorkerState::starting;
    }
    // Registered before connecting: a cleared pid then means that our locks are gone.
    pg::call([&] { before_shmem_exit(release_slot, ObjectIdGetDatum(database)); });
    return true;
}

void dispatch(Oid database)
{
    pg::record_own_end(database);
    pg::DatabaseSlot *const slot = pg::find_slot(database);
    if (slot == nullptr || !enter_slot(*slot, database)) {
        return;
    }
    pg::call([&] { BackgroundWorkerInitializeConnectionByOid(database, InvalidOid, 0); });
    pgstat_report_appname("automation dispatcher");
    engine::pin_own_settings();
    if (pg::identity_of(database) != (pg::settings::enabled == nullptr ? "" : pg::settings::enabled)) {
        return;  // not served any more
    }
    Dispatcher dispatcher(*slot);
    while (ShutdownRequestPending == 0) {
        engine::RunLock lock;
        if (lock.held()) {
            dispatcher.run(lock);
            return;
        }
        // CALL automation_run() is at work; it ends by itself.
        (void)pg::wait(-1, 200ms);
        if (ShutdownRequestPending == 0) {
            pg::interrupts();
        }
    }
}

}  // namespace
}  // namespace automation::worker

#pragma GCC visibility push(default)
extern "C" void automation_dispatcher_main(Datum database);
#pragma GCC visibility pop

/* The dispatcher's process. */
void automation_dispatcher_main(Datum database)
{
    using namespace automation;  // NOLINT(google-build-using-namespace)
    pg::boundary([&] {
        pg::take_reloads();
        pqsignal(SIGTERM, worker::on_terminate);
        BackgroundWorkerUnblockSignals();
        worker::dispatch(DatumGetObjectId(database));
    });
}
