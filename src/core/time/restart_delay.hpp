/* restart_delay.hpp — how long a worker waits before it is started again, by how the starts before it ended.
 *
 * Pure. A worker that crashes by itself ends every session of the server with it, so each crash in a row doubles the
 * wait. One that was killed is not to blame, unless it never gets anything done.
 */
#pragma once
#include "core/base/types.hpp"

#include <chrono>

namespace automation::core {

/** What is on record of the starts of one worker. */
struct StartRecord {
    enum class Ending : char {
        none = 'S',      ///< started; neither an end nor a crash was recorded
        in_order = 'E',  ///< it ended by itself, or was asked to
        crashed = 'C'    ///< it received a signal such as SIGSEGV that its own code caused
    };
    Ending ending = Ending::in_order;
    bool completed = false;  ///< at least one run, since its start
    int signal = 0;          ///< of the crash
    Instant started_at;
    Instant resumed_at;  ///< the first start after the last crash
    int crashes = 0;     ///< in a row
    int fruitless = 0;   ///< starts in a row without end, crash and completed run
};

struct Restart {
    StartRecord record;  ///< of the start to come, but for its moment
    std::chrono::milliseconds wait{0};
};

inline constexpr std::chrono::seconds shortest_restart_delay{1};
inline constexpr std::chrono::minutes longest_restart_delay{10};
/** Without a crash for so long, those before count no more. */
inline constexpr std::chrono::minutes restarts_forgotten_after{10};

/** What follows from the last start, now that the worker is not running any more. */
[[nodiscard]] Restart after_start(StartRecord const &last, Instant now) noexcept;

}  // namespace automation::core
