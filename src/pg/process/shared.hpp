/* shared.hpp — what backends, launcher and dispatchers tell each other in shared memory.
 *
 * Plain data only: no pointer, descriptor or handle of a process ever stands here. Exists only when the library is
 * preloaded; everything else works without it.
 */
#pragma once
#include <cstdint>

#include "pg/boundary/postgres.hpp"

namespace automation::pg {

enum class WorkerState : std::uint32_t { absent, starting, idle, working, waiting_for_model, paused, stopped };

/** What automation_status() shows. Written by the dispatcher under the lock. */
struct WorkerReport {
    WorkerState state;
    std::int64_t in_flight;
    std::int64_t processed;
    std::int64_t failed;
    TimestampTz last_error_at;
    char last_error[512];
    char paused[256];
    char runs[256];      ///< the part of `paused` that is about runs
    char model[256];     ///< the part that is about the model
    char channels[256];  ///< the part that is about channels
    bool key_refused;    ///< the model has refused its key
};

/** How far the pass of retention has come. Written by its process, read without the lock. */
struct RetentionReport {
    TimestampTz began_at;  ///< 0: none is under way
    std::int64_t blocks_read;
    std::int64_t blocks;
    std::int64_t pruned;
};

/** One served database. */
struct DatabaseSlot {
    Oid database;                        ///< InvalidOid: free
    pid_t pid;                           ///< of the dispatcher, 0: none
    int process;                         ///< its number in ProcGlobal, for its latch
    pid_t held_by;                       ///< the backend whose DDL command wants the database to itself, 0: none
    bool unverified;                     ///< the next scan tells whether the database is still there and served
    bool ended_in_order;                 ///< the last dispatcher was asked to end, or has ended to start afresh
    pg_atomic_uint32 has_work;           ///< something committed since the dispatcher last looked
    pg_atomic_uint64 earliest_run;       ///< the earliest run_at among it, biased to be unsigned
    pg_atomic_uint64 earliest_delivery;  ///< that of a message
    pg_atomic_uint32 rules;              ///< how often rules or settings have been changed
    pg_atomic_uint32 asked;              ///< how often somebody has asked for everything due to be done
    pg_atomic_uint32 answered;           ///< the last of these that it was done for
    WorkerReport report;
    RetentionReport retention;
    TimestampTz next_start;  ///< after crashes or kills the dispatcher is not started before; 0: nothing to wait for
    int crashes;             ///< of its own, in a row
    int kills;               ///< starts in a row that ended without a word and completed no run
    int signal;              ///< of the last crash
    bool start_anew;         ///< somebody has mended what it may be: start at once, and count from the beginning
};

inline constexpr int max_databases = 64;

struct Shared {
    LWLock *lock;
    pg_atomic_uint64 clock_offset;  ///< microseconds that time is ahead of the clock; not 0 only in tests
    int launcher;                   ///< number in ProcGlobal, -1: none
    bool rescan;                    ///< which databases are served may have changed
    bool scan_requested;            ///< the launcher has no place for a scanner: a dispatcher is to look for it
    bool slots_used_up;             ///< there is no place in max_worker_processes for what is to be started
    bool scanned;                   ///< `served` holds an answer the launcher has not taken yet
    char search_path[1024];         ///< that of the server's configuration; empty: not known
    int enabled_count;
    Oid enabled[max_databases];
    DatabaseSlot slots[max_databases];
};

/** The shared state, or null when the library was not preloaded. */
[[nodiscard]] Shared *shared() noexcept;

/** The slot of a database, or null. Reads without the lock: an Oid is written at once. */
[[nodiscard]] DatabaseSlot *find_slot(Oid database) noexcept;

/** The search_path of the server's configuration, whatever a session's is; PostgreSQL's own where it is not known. */
[[nodiscard]] char const *server_search_path() noexcept;
/** Notes it. From the launcher, whose settings are the configuration's. */
void note_server_search_path();

/** Sets the latch of a process. Raises nothing; a process that is gone is only woken in vain. */
void set_latch_of(int process) noexcept;
[[nodiscard]] int my_process() noexcept;

/** Asks for the shared memory. From _PG_init, while libraries are preloaded. */
void request_shared();

/** Holds the lock of the shared state. */
class SharedLock {
 public:
    explicit SharedLock(LWLockMode mode) { LWLockAcquire(shared()->lock, mode); }
    SharedLock(SharedLock const &) = delete;
    SharedLock &operator=(SharedLock const &) = delete;
    ~SharedLock() { LWLockRelease(shared()->lock); }
};

}  // namespace automation::pg
