/* loopback_server.hpp — a TCP server in threads of a test: one accepts, one more serves each connection. */
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace automation::test {

class LoopbackServer {
 public:
    /** `serve` returns when the connection is over; it is called by several threads at once. Whatever it uses must
     *  outlive the server. */
    explicit LoopbackServer(std::function<void(int connection)> serve) : serve_(std::move(serve))
    {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *const any = static_cast<sockaddr *>(static_cast<void *>(&address));
        if (bind(listener_, any, size) != 0 || listen(listener_, 512) != 0 || getsockname(listener_, any, &size) != 0 ||
            pipe2(stop_, O_CLOEXEC) != 0)
            throw std::runtime_error("no test server");
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }
    ~LoopbackServer()
    {
        close(stop_[1]);  // everything that waits in here also waits for this
        acceptor_.join();
        for (auto &thread : connections_)
            thread.join();
        close(stop_[0]);
        close(listener_);
    }
    LoopbackServer(LoopbackServer const &) = delete;
    LoopbackServer &operator=(LoopbackServer const &) = delete;

    [[nodiscard]] int port() const noexcept { return port_; }
    [[nodiscard]] int accepted() const noexcept { return accepted_; }
    /** Connections that were served and closed. */
    [[nodiscard]] int ended() const noexcept { return ended_; }

    /** Waits for something to read; false when the server ends. */
    [[nodiscard]] bool readable(int socket) const
    {
        pollfd both[2] = {{socket, POLLIN, 0}, {stop_[0], POLLIN, 0}};
        poll(both, 2, -1);
        return both[1].revents == 0;
    }
    /** Lets the time pass; false when the server ends. */
    [[nodiscard]] bool pause(std::chrono::milliseconds time) const
    {
        pollfd stop{stop_[0], POLLIN, 0};
        return poll(&stop, 1, static_cast<int>(time.count())) == 0;
    }

 private:
    void accept_all()
    {
        while (readable(listener_)) {
            int const connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) return;
            ++accepted_;
            connections_.emplace_back([this, connection] {
                serve_(connection);
                close(connection);
                ++ended_;
            });
        }
    }

    std::function<void(int)> serve_;
    int listener_ = -1;
    int stop_[2] = {-1, -1};
    int port_ = 0;
    std::atomic<int> accepted_{0}, ended_{0};
    std::thread acceptor_;
    std::vector<std::thread> connections_;  // only the acceptor adds, only the destructor joins
};

}  // namespace automation::test
