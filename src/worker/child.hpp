/* child.hpp — a background worker that the launcher has started. */
#pragma once
#include <string>

#include "pg/boundary/boundary.hpp"
#include "pg/process/process.hpp"

namespace automation::worker {

/** What a process of ours is started from: its entry point in this library, and what it is called. */
[[nodiscard]] inline BackgroundWorker describe_worker(char const *entry, char const *name)
{
    BackgroundWorker worker{};
    strlcpy(worker.bgw_name, name, BGW_MAXLEN);
    strlcpy(worker.bgw_type, name, BGW_MAXLEN);
    strlcpy(worker.bgw_library_name, "automation", BGW_MAXLEN);
    strlcpy(worker.bgw_function_name, entry, BGW_MAXLEN);
    worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
    return worker;
}

/** A dynamic worker that may or may not run; the one who started it hears of its end by SIGUSR1. */
class Child {
 public:
    /** False when there is no free slot in max_worker_processes. */
    bool start(BackgroundWorker worker)
    {
        worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
        worker.bgw_restart_time = BGW_NEVER_RESTART;
        worker.bgw_notify_pid = MyProcPid;
        forget();
        bool const started = pg::call([&] {
            // The handle outlives the transaction, and its memory.
            MemoryContext const outer = MemoryContextSwitchTo(TopMemoryContext);
            bool const registered = RegisterDynamicBackgroundWorker(&worker, &handle_);
            MemoryContextSwitchTo(outer);
            return registered;
        });
        if (!started) {
            handle_ = nullptr;
            pg::log_debug(std::string("no place for the ") + worker.bgw_name);
        }
        return started;
    }
    [[nodiscard]] bool running()
    {
        if (handle_ == nullptr) {
            return false;
        }
        pid_t pid = 0;
        // Not yet started counts as running: the postmaster will get to it.
        return GetBackgroundWorkerPid(handle_, &pid) != BGWH_STOPPED;
    }
    void stop()
    {
        if (handle_ != nullptr) {
            TerminateBackgroundWorker(handle_);
        }
    }
    /** Until it has ended. */
    void stop_and_wait()
    {
        if (running()) {
            stop();
            pg::call([&] { (void)WaitForBackgroundWorkerShutdown(handle_); });
        }
    }

 private:
    void forget()
    {
        if (handle_ != nullptr) {
            pfree(handle_);
            handle_ = nullptr;
        }
    }

    BackgroundWorkerHandle *handle_ = nullptr;
};

}  // namespace automation::worker
