/* smtp_server.hpp — a small SMTP server in a thread of a test; in each state of the dialogue it can fail on command. */
#pragma once
#include "unit/loopback_server.hpp"

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace automation::test {

class SmtpServer {
 public:
    /** What it does in a state instead of what is due; states: greeting, EHLO, MAIL, RCPT, DATA, text, end;
     *  EHLO is HELO, too. */
    struct Fault {
        enum class Way { reply, drop, hang } way = Way::reply;
        std::string reply = {};  ///< without CRLF at its end
    };

    [[nodiscard]] int port() const noexcept { return listener_.port(); }
    [[nodiscard]] int accepted() const { return listener_.accepted(); }
    /** Before the first connection. */
    void fail(std::string const &state, Fault fault) { faults_[state] = std::move(fault); }
    [[nodiscard]] std::vector<std::string> commands()
    {
        std::lock_guard const guard(mutex_);
        return commands_;
    }
    [[nodiscard]] int ended() const { return listener_.ended(); }
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
                if (!listener_.pause(std::chrono::milliseconds(5))) return false;
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
            if (!listener_.readable(peer.socket)) return false;
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

    std::atomic<bool> resumed_{false};
    std::map<std::string, Fault> faults_;
    std::mutex mutex_;
    std::vector<std::string> commands_, texts_;
    LoopbackServer listener_{[this](int connection) {
        Peer peer{connection};
        serve(peer);
    }};  // last: its threads use the others
};

}  // namespace automation::test
