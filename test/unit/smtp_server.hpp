/* smtp_server.hpp — a small SMTP server in a thread of a test; in each state of the dialogue it can fail on command. */
#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace automation::test {

class SmtpServer {
 public:
    /** What it does in a state instead of what is due; states: greeting, EHLO, MAIL, RCPT, DATA, text, end;
     *  EHLO is HELO, too. */
    struct Fault {
        enum class Way { reply, drop, hang } way = Way::reply;
        std::string reply = {};  ///< without CRLF at its end
    };

    SmtpServer()
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
    ~SmtpServer()
    {
        close(stop_[1]);  // everything that waits in here also waits for this
        acceptor_.join();
        for (auto &thread : connections_)
            thread.join();
        close(stop_[0]);
        close(listener_);
    }
    SmtpServer(SmtpServer const &) = delete;
    SmtpServer &operator=(SmtpServer const &) = delete;

    [[nodiscard]] int port() const noexcept { return port_; }
    [[nodiscard]] int accepted() const { return accepted_; }
    /** Before the first connection. */
    void fail(std::string const &state, Fault fault) { faults_[state] = std::move(fault); }
    [[nodiscard]] std::vector<std::string> commands()
    {
        std::lock_guard const guard(mutex_);
        return commands_;
    }
    [[nodiscard]] int ended() const { return ended_; }
    /** Ends the fault "reading". */
    void resume() { resumed_ = true; }
    /** The texts as they came over the wire, without the final dot. */
    [[nodiscard]] std::vector<std::string> texts()
    {
        std::lock_guard const guard(mutex_);
        return texts_;
    }

 private:
    struct Peer {
        int socket;
        std::string input = {};
    };

    [[nodiscard]] bool readable(int socket) const
    {
        pollfd both[2] = {{socket, POLLIN, 0}, {stop_[0], POLLIN, 0}};
        poll(both, 2, -1);
        return both[1].revents == 0;
    }
    [[nodiscard]] bool pause() const
    {
        pollfd stop{stop_[0], POLLIN, 0};
        return poll(&stop, 1, 5) == 0;
    }
    void accept_all()
    {
        while (readable(listener_)) {
            int const connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) return;
            ++accepted_;
            connections_.emplace_back([this, connection] {
                Peer peer{connection};
                serve(peer);
                close(connection);
                ++ended_;
            });
        }
    }
    void serve(Peer &peer)
    {
        if (!answer(peer, "greeting", "220 test ESMTP")) return;
        for (std::string line; read_until(peer, "\r\n", line);) {
            {
                std::lock_guard const guard(mutex_);
                commands_.push_back(line);
            }
            auto const verb = line.starts_with("HELO") ? "EHLO" : line.substr(0, 4);
            if (verb == "QUIT") {
                static_cast<void>(say(peer, "221 bye"));
                return;
            }
            if (verb == "DATA" ? !take_text(peer) : !answer(peer, verb, "250 ok")) return;
        }
    }
    /** False when the connection is over. */
    bool take_text(Peer &peer)
    {
        if (!answer(peer, "DATA", "354 go on")) return false;
        if (faults_.contains("DATA")) return true;
        if (faults_.contains("reading"))  // leaves the text in the line, so that it fills up
            while (!resumed_)
                if (!pause()) return false;
        if (faults_.contains("text")) {
            std::string some;
            return read_until(peer, "\r\n", some) && answer(peer, "text", "");
        }
        std::string text;
        if (!read_until(peer, "\r\n.\r\n", text)) return false;
        {
            std::lock_guard const guard(mutex_);
            texts_.push_back(text + "\r\n");
        }
        return answer(peer, "end", "250 2.0.0 ok id=" + std::to_string(texts().size())) && !faults_.contains("after");
    }
    bool answer(Peer &peer, std::string const &state, std::string const &due)
    {
        auto const found = faults_.find(state);
        if (found == faults_.end()) return say(peer, due);
        if (found->second.way == Fault::Way::reply) return say(peer, found->second.reply);
        std::string ignored;
        if (found->second.way == Fault::Way::hang) static_cast<void>(read_until(peer, "never", ignored));
        return false;
    }
    [[nodiscard]] bool read_until(Peer &peer, std::string const &end, std::string &line) const
    {
        std::size_t at = 0;
        while ((at = peer.input.find(end)) == std::string::npos) {
            char buffer[16384];
            if (!readable(peer.socket)) return false;
            ssize_t const got = recv(peer.socket, buffer, sizeof buffer, 0);
            if (got <= 0) return false;
            peer.input.append(buffer, static_cast<std::size_t>(got));
        }
        line = peer.input.substr(0, at);
        peer.input.erase(0, at + end.size());
        return true;
    }
    [[nodiscard]] static bool say(Peer &peer, std::string const &text)
    {
        std::string const line = text + "\r\n";
        return send(peer.socket, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
    }

    int listener_ = -1;
    int stop_[2] = {-1, -1};
    int port_ = 0;
    std::atomic<int> accepted_{0}, ended_{0};
    std::atomic<bool> resumed_{false};
    std::map<std::string, Fault> faults_;
    std::mutex mutex_;
    std::vector<std::string> commands_, texts_;
    std::thread acceptor_;
    std::vector<std::thread> connections_;  // only the acceptor adds, only the destructor joins
};

}  // namespace automation::test
