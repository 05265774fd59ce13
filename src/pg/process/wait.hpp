/* wait.hpp — the one place where a process of ours waits: latch, postmaster death, a descriptor, and time.
 *
 * No transaction and no snapshot are open meanwhile in the worker; in a backend, cancel and statement_timeout set the
 * latch and are served by interrupts().
 */
#pragma once
#include <chrono>
#include <optional>

namespace automation::pg {

struct WaitResult {
    bool latch = false;
    bool descriptor = false;
    bool timeout = false;
};

/** Waits for the latch, `descriptor` (-1: none) or the time; no time: for ever. Exits the process when the postmaster
 *  is gone. The latch is reset before this returns. */
WaitResult wait(int descriptor, std::optional<std::chrono::milliseconds> time);

/** Serves cancel, die, barriers. Raises through pg::call, so C++ objects are unwound. */
void interrupts();

/** False when the postmaster has died: then nothing must leave this process any more. */
[[nodiscard]] bool postmaster_alive() noexcept;

}  // namespace automation::pg
