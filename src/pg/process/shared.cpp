#include "pg/process/shared.hpp"

#include "pg/boundary/versions.hpp"

namespace automation::pg {

namespace {

constinit Shared *state = nullptr;
constinit shmem_request_hook_type previous_request = nullptr;
constinit shmem_startup_hook_type previous_startup = nullptr;

void on_request()
{
    if (previous_request != nullptr) {
        previous_request();
    }
    RequestAddinShmemSpace(MAXALIGN(sizeof(Shared)));
    RequestNamedLWLockTranche("automation", 1);
}

void on_startup()
{
    if (previous_startup != nullptr) {
        previous_startup();
    }
    LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
    bool found = false;
    state = static_cast<Shared *>(ShmemInitStruct("automation", sizeof(Shared), &found));
    if (!found) {
        memset(state, 0, sizeof(Shared));
        state->lock = &GetNamedLWLockTranche("automation")->lock;
        pg_atomic_init_u64(&state->clock_offset, 0);
        state->launcher = -1;
        state->rescan = true;
        for (DatabaseSlot &slot : state->slots) {
            pg_atomic_init_u32(&slot.has_work, 1);
            pg_atomic_init_u64(&slot.earliest_run, 0);
            pg_atomic_init_u64(&slot.earliest_delivery, 0);
            pg_atomic_init_u32(&slot.rules, 0);
            pg_atomic_init_u32(&slot.asked, 0);
            pg_atomic_init_u32(&slot.answered, 0);
            slot.process = -1;
        }
    }
    LWLockRelease(AddinShmemInitLock);
}

}  // namespace

Shared *shared() noexcept
{
    return state;
}

DatabaseSlot *find_slot(Oid database) noexcept
{
    if (state == nullptr || !OidIsValid(database)) {
        return nullptr;
    }
    for (DatabaseSlot &slot : state->slots) {
        if (slot.database == database) {
            return &slot;
        }
    }
    return nullptr;
}

char const *server_search_path() noexcept
{
    bool const known = state != nullptr && state->search_path[0] != '\0';
    return known ? state->search_path : "\"$user\", public";
}

void note_server_search_path()
{
    SharedLock const lock(LW_EXCLUSIVE);
    bool const fits = namespace_search_path != nullptr && strlen(namespace_search_path) < sizeof(state->search_path);
    strlcpy(state->search_path, fits ? namespace_search_path : "", sizeof(state->search_path));
}

void set_latch_of(int process) noexcept
{
    if (process >= 0) {
        SetLatch(&ProcGlobal->allProcs[process].procLatch);
    }
}

int my_process() noexcept
{
    return my_proc_number();
}

void request_shared()
{
    previous_request = shmem_request_hook;
    shmem_request_hook = on_request;
    previous_startup = shmem_startup_hook;
    shmem_startup_hook = on_startup;
}

}  // namespace automation::pg
