/* epoll_set.hpp — all of libcurl's sockets behind one epoll descriptor.
 *
 * PostgreSQL's wait takes one socket: it gets this descriptor, and wakes when any of them is ready.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <array>
#include <cstddef>
#include <span>

#include <sys/epoll.h>

namespace automation::net {

class EpollSet {
 public:
    /** Throws std::system_error when the process is out of descriptors. */
    EpollSet();
    ~EpollSet();
    EpollSet(EpollSet const &) = delete;
    EpollSet &operator=(EpollSet const &) = delete;

    [[nodiscard]] int descriptor() const noexcept { return epoll_; }

    /** Adds the socket or changes what it is watched for; false when the kernel refuses. */
    [[nodiscard]] bool watch(int socket, bool readable, bool writable) noexcept;
    void forget(int socket) noexcept;

    /** What is ready now, without waiting; at most `room`. Valid until the next call. */
    [[nodiscard]] std::span<epoll_event const> ready() noexcept;
    static constexpr std::size_t room = 256;

 private:
    int epoll_;
    std::array<epoll_event, room> events_{};
};

}  // namespace automation::net
