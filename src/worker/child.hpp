/* child.hpp — a background worker that the launcher has started. */
#pragma once
#include <string>

#include "pg/boundary/boundary.hpp"
#include "pg/process/process.hpp"

namespace automation::worker {

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
        bool const started = pg::call([&] { return RegisterDynamicBackgroundWorker(&worker, &handle_); });
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
