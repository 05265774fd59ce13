#include "net/epoll_set.hpp"

#include <cerrno>
#include <cstdint>
#include <system_error>

#include <unistd.h>

namespace automation::net {

EpollSet::EpollSet() : epoll_(epoll_create1(EPOLL_CLOEXEC))
{
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

EpollSet::~EpollSet()
{
    close(epoll_);
}

bool EpollSet::watch(int socket, bool readable, bool writable) noexcept
{
    epoll_event event{};
    event.events =
        (readable ? static_cast<std::uint32_t>(EPOLLIN) : 0U) | (writable ? static_cast<std::uint32_t>(EPOLLOUT) : 0U);
    event.data.fd = socket;
    // A closed socket leaves the set by itself and its number comes back: only the kernel knows whether it is in.
    return epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event) == 0 ||
           (errno == ENOENT && epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) == 0);
}

void EpollSet::forget(int socket) noexcept
{
    epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
}

std::span<epoll_event const> EpollSet::ready() noexcept
{
    int const count = epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), 0);
    return {events_.data(), count > 0 ? static_cast<std::size_t>(count) : 0U};
}

}  // namespace automation::net
