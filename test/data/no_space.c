/* no_space.c — a disk that is full: while the file named by NO_SPACE is there, nothing can be written into pg_wal, or
 * below the folder that NO_SPACE_IN names.
 *
 * Preloaded into a test's server (test/t/disk_full.pl, pauses_held.pl). A real disk would need a mount, which the tests' user may not make.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_full(int fd)
{
    char const *const flag = getenv("NO_SPACE");
    char const *const in = getenv("NO_SPACE_IN");
    char link[64], path[4096];
    ssize_t length;

    if (flag == NULL || access(flag, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = '\0';
    return strstr(path, in == NULL ? "/pg_wal/" : in) != NULL;
}

#define FULL(name, ...)                                                  \
    static ssize_t (*real)(__VA_ARGS__);                                 \
    if (is_full(fd)) {                                                   \
        errno = ENOSPC;                                                  \
        return -1;                                                       \
    }                                                                    \
    if (real == NULL) *(void **) &real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, void const *data, size_t size)
{
    FULL("write", int, void const *, size_t);
    return real(fd, data, size);
}

ssize_t pwrite(int fd, void const *data, size_t size, off_t at)
{
    FULL("pwrite", int, void const *, size_t, off_t);
    return real(fd, data, size, at);
}

ssize_t pwrite64(int fd, void const *data, size_t size, off64_t at)
{
    FULL("pwrite64", int, void const *, size_t, off64_t);
    return real(fd, data, size, at);
}

ssize_t pwritev(int fd, struct iovec const *parts, int count, off_t at)
{
    FULL("pwritev", int, struct iovec const *, int, off_t);
    return real(fd, parts, count, at);
}
