#include "pg/process/crash_record.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <csignal>
#include <unistd.h>

#include "pg/boundary/boundary.hpp"
#include "pg/boundary/datum.hpp"

extern "C" {
#include "common/file_perm.h"
#include "port/pg_crc32c.h"
#include "storage/fd.h"
}

namespace automation::pg {

namespace {

constexpr std::array<char, 8> magic{'A', 'U', 'T', 'O', 'R', 'U', 'N', '1'};

/* What the launcher writes. */
struct Head {
    std::array<char, 8> magic_word{};
    std::int64_t started_at = 0;
    std::int64_t resumed_at = 0;
    std::int32_t crashes = 0;
    std::int32_t fruitless = 0;
    pg_crc32c checksum = 0;
    std::int32_t unused = 0;
};
/* What the dispatcher overwrites, byte by byte. */
struct Tail {
    char ending = 0;
    char signal = 0;
    char completed = 0;
};
struct File {
    Head head;
    Tail tail;
};
constexpr std::size_t file_size = offsetof(File, tail) + sizeof(Tail);

using RecordPath = std::array<char, 64>;

RecordPath path_of(Oid database, char const *suffix = "") noexcept
{
    RecordPath path{};
    (void)snprintf(path.data(), path.size(), PG_STAT_TMP_DIR "/automation.%u%s", database, suffix);
    return path;
}

pg_crc32c checksum_of(Head head) noexcept
{
    head.checksum = 0;
    pg_crc32c sum = 0;
    INIT_CRC32C(sum);
    COMP_CRC32C(sum, &head, sizeof(head));
    FIN_CRC32C(sum);
    return sum;
}

Head head_of(core::StartRecord const &record) noexcept
{
    Head head;
    head.magic_word = magic;
    head.started_at = record.started_at.time_since_epoch().count();
    head.resumed_at = record.resumed_at.time_since_epoch().count();
    head.crashes = record.crashes;
    head.fruitless = record.fruitless;
    head.checksum = checksum_of(head);
    return head;
}

bool write_file(char const *path, File const &file) noexcept
{
    int const descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, pg_file_create_mode);
    if (descriptor < 0) {
        return false;
    }
    bool const written = write(descriptor, &file, file_size) == static_cast<ssize_t>(file_size);
    return close(descriptor) == 0 && written;
}

constexpr std::array<int, 5> own_signals{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

constinit int own_file = -1;
constinit std::array<struct sigaction, own_signals.size()> handlers_before{};
alignas(16) constinit std::array<std::byte, 65536> handler_stack{};

/* On a stack of its own, since the other may have overflowed. Only what is safe in a handler: the descriptor stands at
 * the first byte of the tail. */
void on_own_signal(int signal, siginfo_t *info, void *)
{
    std::array<char, 2> const mark{static_cast<char>(core::StartRecord::Ending::crashed), static_cast<char>(signal)};
    (void)!write(own_file, mark.data(), mark.size());
    for (std::size_t i = 0; i < own_signals.size(); ++i) {
        if (own_signals.at(i) == signal) {
            sigaction(signal, &handlers_before.at(i), nullptr);
        }
    }
    if (info == nullptr || info->si_code <= 0) {
        (void)std::raise(signal);  // sent by a process: it does not occur again by itself
    }
}

void handle_own_signals()
{
    stack_t stack{};
    stack.ss_sp = handler_stack.data();
    stack.ss_size = handler_stack.size();
    if (sigaltstack(&stack, nullptr) != 0) {
        return;
    }
    for (std::size_t i = 0; i < own_signals.size(); ++i) {
        struct sigaction action = {};
        action.sa_sigaction = on_own_signal;
        action.sa_flags = SA_ONSTACK | SA_SIGINFO;
        sigemptyset(&action.sa_mask);
        sigaction(own_signals.at(i), &action, &handlers_before.at(i));
        if (own_signals.at(i) == SIGFPE) {
            // PostgreSQL's own handler would raise an error, and the process would go on.
            handlers_before.at(i) = {};
            handlers_before.at(i).sa_handler = SIG_DFL;
        }
    }
}

void record_end(int, Datum) noexcept
{
    char const ending = static_cast<char>(core::StartRecord::Ending::in_order);
    (void)!pwrite(own_file, &ending, 1, offsetof(File, tail) + offsetof(Tail, ending));
}

}  // namespace

std::optional<core::StartRecord> read_start_record(Oid database) noexcept
{
    int const descriptor = open(path_of(database).data(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return std::nullopt;
    }
    std::array<char, file_size + 1> bytes{};
    ssize_t const size = read(descriptor, bytes.data(), bytes.size());
    close(descriptor);
    File file;
    std::memcpy(static_cast<void *>(&file), bytes.data(), file_size);
    if (size != static_cast<ssize_t>(file_size) || file.head.magic_word != magic ||
        file.head.checksum != checksum_of(file.head)) {
        return std::nullopt;
    }
    core::StartRecord record;
    record.ending = static_cast<core::StartRecord::Ending>(file.tail.ending);
    record.signal = static_cast<unsigned char>(file.tail.signal);
    record.completed = file.tail.completed != 0;
    record.started_at = core::Instant(core::Micros(file.head.started_at));
    record.resumed_at = core::Instant(core::Micros(file.head.resumed_at));
    record.crashes = file.head.crashes;
    record.fruitless = file.head.fruitless;
    return record;
}

void clear_start_record(Oid database) noexcept
{
    auto record = read_start_record(database);
    int const descriptor = record ? open(path_of(database).data(), O_WRONLY | O_CLOEXEC) : -1;
    if (descriptor < 0) {
        return;
    }
    record->crashes = record->fruitless = 0;
    Head const head = head_of(*record);
    (void)!pwrite(descriptor, &head, sizeof(head), 0);
    close(descriptor);
}

bool write_start_record(Oid database, core::StartRecord const &record)
{
    File file;
    file.head = head_of(record);
    file.tail = {static_cast<char>(record.ending), static_cast<char>(record.signal), record.completed ? '1' : '\0'};
    RecordPath const temporary = path_of(database, ".tmp");
    RecordPath const path = path_of(database);
    bool const written = write_file(temporary.data(), file);
    return call([&] {
        if (!written) {
            ereport(LOG, (errcode_for_file_access(), errmsg("could not write file \"%s\": %m", temporary.data())));
            return false;
        }
        return durable_rename(temporary.data(), path.data(), LOG) == 0;
    });
}

void remove_start_record(Oid database) noexcept
{
    (void)unlink(path_of(database).data());
}

void record_own_end(Oid database)
{
    own_file = open(path_of(database).data(), O_WRONLY | O_CLOEXEC);
    if (own_file < 0 || lseek(own_file, offsetof(File, tail), SEEK_SET) < 0) {
        return;  // the launcher has said why there is none
    }
    handle_own_signals();
    call([] { before_shmem_exit(record_end, Datum{0}); });
}

void record_completed_run() noexcept
{
    char const yes = '1';
    if (own_file >= 0) {
        (void)!pwrite(own_file, &yes, 1, offsetof(File, tail) + offsetof(Tail, completed));
    }
}

}  // namespace automation::pg
