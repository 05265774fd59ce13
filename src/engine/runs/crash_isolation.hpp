/* crash_isolation.hpp — finds the run that kills the process.
 *
 * `running` is set when a dispatcher starts and cleared when it ends in order. Found set at the start, the last one
 * died: then each batch is marked with one attempt before it is tried, and batches are halved until a run that kills
 * again stands alone. It is failed without being tried a third time; batches that succeed grow again.
 */
#pragma once
#include "engine/queue/queue.hpp"

#include <cstddef>
#include <vector>

namespace automation::engine {

class CrashIsolation {
 public:
    /** In a transaction: notes that we are running, and learns whether the last one died. */
    void start();
    /** In a transaction: an orderly end. */
    void stop();

    [[nodiscard]] bool is_active() const noexcept { return limit_ > 0; }
    /** The most runs to try at once. */
    [[nodiscard]] std::size_t limit(std::size_t wanted) const noexcept;
    /** In a transaction of its own before the batch: one attempt for each, on record even if we die. Returns those that
     *  somebody else holds, which are not to be tried. */
    [[nodiscard]] std::vector<QueueRow> mark_attempt(std::vector<QueueRow> const &rows) const;
    /** In a transaction: the batch did no harm. */
    void on_success();
    /** True for a run that was executed alone when the process crashed, by the code at the beginning of last_error. */
    [[nodiscard]] static bool is_poison(QueueRow const &row) noexcept;

    /** The last_error of a run that is executed alone, while it is. */
    static constexpr std::string_view crash_note = "worker crash: the process ended while it executed this run alone";

 private:
    std::size_t limit_ = 0;  ///< 0: no care needed
};

}  // namespace automation::engine
