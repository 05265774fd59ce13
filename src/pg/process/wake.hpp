/* wake.hpp — at commit, the dispatcher hears what was enqueued.
 *
 * No NOTIFY and no polling: a latch set in the commit callback costs nothing measurable. Beside it goes the earliest
 * run_at of the transaction, so that a dispatcher whose cursor has passed a row that commits late goes back for it.
 * PREPARE TRANSACTION tells nobody; the dispatcher's slow look finds what it leaves.
 */
#pragma once
#include "core/base/types.hpp"

namespace automation::pg {

/** This transaction enqueued a run that is due at `run_at`. */
void wake_at_commit(core::Instant run_at) noexcept;
/** This transaction queued a message that may leave at `run_at`. */
void wake_for_delivery_at_commit(core::Instant run_at) noexcept;
/** This transaction changed rules or settings that waiting runs may depend on. */
void wake_at_commit() noexcept;
/** This transaction changed which databases are served. */
void rescan_at_commit() noexcept;
/** This transaction may have ended what makes the dispatcher crash: no wait is left from crashes before. */
void start_anew_at_commit() noexcept;

/** What has been committed in this process's database: the earliest run_at of each kind, Instant::max() for none. Kept
 *  apart because every channel reads the queue for itself. */
struct Wakeup {
    core::Instant runs = core::Instant::max();
    core::Instant deliveries = core::Instant::max();
};
/** What came since the last call. The dispatcher calls it before it looks. */
[[nodiscard]] Wakeup consume_wakeup() noexcept;
/** Makes the dispatcher of this database look at once. */
void wake_now() noexcept;

/** Registers the transaction callbacks. Once per process, from _PG_init. */
void watch_commits();

}  // namespace automation::pg
