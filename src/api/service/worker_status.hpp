/* worker_status.hpp — whether the background worker serves this database, and what keeps it from doing so. */
#pragma once
#include "core/decisions/decide.hpp"

#include <string>

#include "pg/process/shared.hpp"

namespace automation::api {

struct WorkerStatus {
    std::string state;
    std::string paused;  ///< what keeps it; empty: nothing
    pid_t pid = 0;
    int process = -1;
    pg::WorkerReport report{};
};

/** In an SPI session, as the owner of the tables. */
[[nodiscard]] WorkerStatus worker_status();

/** The step of explain: not ok where no run is done before somebody acts. `limited`: for a role that may not see what
 *  keeps the worker. */
[[nodiscard]] core::Step worker_step(WorkerStatus const &status, bool limited);

}  // namespace automation::api
