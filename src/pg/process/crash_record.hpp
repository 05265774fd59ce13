/* crash_record.hpp — pg_stat_tmp/automation.<OID of the database>: how the last start of a dispatcher ended.
 *
 * A crash of the dispatcher ends every process of the server and empties shared memory, so it is kept in a file. The
 * launcher writes it as a whole before a start, durably; the dispatcher, which keeps a descriptor, overwrites single
 * bytes at its end. A file that cannot be read, or is of another format, counts as none. pg_stat_tmp survives crash
 * recovery, is not part of a base backup, and nothing is lost when somebody empties it.
 */
#pragma once
#include "core/time/restart_delay.hpp"

#include <optional>

#include "pg/boundary/postgres.hpp"

namespace automation::pg {

/** Nothing where there is none. */
[[nodiscard]] std::optional<core::StartRecord> read_start_record(Oid database) noexcept;
/** False when it could not be written, which is logged. */
bool write_start_record(Oid database, core::StartRecord const &record);
/** Crashes and kills before count no more; for a process that goes on recording its end in the same file. */
void clear_start_record(Oid database) noexcept;
/** Nothing happens where there is none. Raises and allocates nothing. */
void remove_start_record(Oid database) noexcept;

/** From now on this process records how it ends: in order, or by a signal of its own making (SIGSEGV, SIGBUS, SIGILL,
 *  SIGFPE, SIGABRT), after which the signal has its usual effect. A dispatcher's first act. */
void record_own_end(Oid database);
/** This process has completed a run. */
void record_completed_run() noexcept;

}  // namespace automation::pg
