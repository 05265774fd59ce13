#include "api/service/worker_status.hpp"

#include "pg/extension/database_identity.hpp"
#include "pg/extension/settings.hpp"
#include "pg/sql/spi.hpp"

namespace automation::api {

namespace {

constinit pg::Statement is_enabled(
    "select exists (select from pg_catalog.pg_db_role_setting where setdatabase = $1 and setrole = 0 "
    "and $2 = any (setconfig))",
    OIDOID, TEXTOID);

char const *word_for(pg::WorkerState state) noexcept
{
    switch (state) {
        case pg::WorkerState::absent:
        case pg::WorkerState::starting:
            return "starting";
        case pg::WorkerState::idle:
            return "idle";
        case pg::WorkerState::working:
            return "working";
        case pg::WorkerState::waiting_for_model:
            return "waiting for the model";
        case pg::WorkerState::paused:
            return "paused";
        case pg::WorkerState::stopped:
            return "stopped";
    }
    return "unknown";
}

/* Empty where it only takes a moment. */
std::string why_none_starts()
{
    if (pg::shared()->slots_used_up) {
        return "max_worker_processes is exhausted";
    }
    // A launcher that has ended is started again within a second.
    return pg::shared()->launcher < 0 ? "the launcher is not running; max_worker_processes may be exhausted" : "";
}

/* After crashes. */
std::string why_it_waits(pg::DatabaseSlot const &slot)
{
    std::string const times = slot.crashes > 0 ? std::to_string(slot.crashes) : std::to_string(slot.kills);
    std::string const what = slot.crashes > 0
                                 ? "crashed by signal " + std::to_string(slot.signal) + " (" + times + " in a row)"
                                 : "was killed " + (slot.kills > 0 ? times + " times in a row before it completed a run"
                                                                   : std::string("while it worked"));
    std::string const when = pg::call([&] { return timestamptz_to_str(slot.next_start); });
    return "the worker " + what + " and is started again at " + when +
           "; see the server log for details; automation_start() starts it at once";
}

WorkerStatus status_now(bool enabled)
{
    WorkerStatus status;
    if (pg::shared() == nullptr) {
        status.state = "not preloaded";
        status.paused =
            "automation must be added to shared_preload_libraries and the server restarted; until then "
            "CALL automation_run() processes due runs";
        return status;
    }
    if (!enabled) {
        status.state = "stopped";
        status.paused = "the database is not served until automation_start() is called";
        return status;
    }
    if (RecoveryInProgress()) {
        status.state = "standby";
        status.paused = "the worker starts when this server is promoted";
        return status;
    }
    if (pg::settings::workers == 0) {
        status.state = "switched off";
        status.paused = "automation.workers is 0";
        return status;
    }
    pg::SharedLock const lock(LW_SHARED);
    pg::DatabaseSlot const *const slot = pg::find_slot(MyDatabaseId);
    status.state = slot == nullptr ? "starting" : word_for(slot->report.state);
    if (slot != nullptr) {
        status.pid = slot->pid;
        status.process = slot->pid == 0 ? -1 : slot->process;
        status.report = slot->report;
        status.paused = slot->report.paused;
    }
    if (slot != nullptr && slot->next_start != 0 && slot->pid == 0) {
        status.state = "paused";
        status.paused = why_it_waits(*slot);
        return status;
    }
    if (status.state == "starting" || (status.pid == 0 && pg::shared()->slots_used_up)) {
        status.state = "starting";
        status.paused = why_none_starts();
    }
    return status;
}

}  // namespace

WorkerStatus worker_status()
{
    std::string const setting = "automation.enabled=" + pg::identity_of(MyDatabaseId);
    return status_now(pg::execute(is_enabled, {pg::Param(ObjectIdGetDatum(MyDatabaseId)),
                                               pg::Param::of(std::string_view(setting))})[0]
                          .boolean(1));
}

core::Step worker_step(WorkerStatus const &status, bool limited)
{
    core::Step step{.name = "worker", .ok = true, .detail = status.state, .reason = {}, .hint = {}};
    bool const works = status.state == "idle" || status.state == "working" || status.state == "waiting for the model" ||
                       (status.state == "starting" && status.paused.empty());
    if (works) {
        return step;
    }
    step.ok = false;
    step.reason = core::Reason::worker;
    if (status.state == "stopped") {
        step.detail += ": automation_start()";
    } else if (!status.paused.empty() && !limited) {
        step.detail += ": " + status.paused;
    }
    return step;
}

}  // namespace automation::api
