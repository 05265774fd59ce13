/* http_server.hpp — a small HTTP/1.1 server in a test; the path of a request says how it behaves. */
#pragma once
#include "unit/loopback_server.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>

namespace automation::test {

/** Speaks enough HTTP/1.1 for the tests; the path says how it behaves. */
class HttpServer {
 public:
    [[nodiscard]] std::string url(std::string const &path) const
    {
        return "http://127.0.0.1:" + std::to_string(listener_.port()) + path;
    }
    [[nodiscard]] int accepted() const { return listener_.accepted(); }
    /** Requests that came whole, answered or not. */
    [[nodiscard]] int requests() const { return requests_; }
    [[nodiscard]] std::string last_request()
    {
        std::lock_guard const guard(mutex_);
        return last_request_;
    }

 private:
    void serve(int connection)
    {
        for (std::string input; read_request(connection, input);) {
            std::string const path = input.substr(5, input.find(' ', 5) - 5);  // after "POST "
            if (path == "/drop") return;
            if (path == "/slow") {
                char byte = 0;
                if (listener_.readable(connection)) static_cast<void>(recv(connection, &byte, 1, 0));
                return;
            }
            if (path == "/drip") return drip(connection);
            if (!write_all(connection, answer(path))) return;
            input.clear();
        }
    }
    /** A header that never ends, a byte every 10 ms: the line is never idle. */
    void drip(int connection) const
    {
        std::string next = "HTTP/1.1 200 OK\r\nX: ";
        while (write_all(connection, next) && listener_.pause(std::chrono::milliseconds(10)))
            next = "d";
    }
    bool read_request(int connection, std::string &input)
    {
        std::size_t head = std::string::npos;
        while ((head = input.find("\r\n\r\n")) == std::string::npos)
            if (!read_some(connection, input)) return false;
        std::size_t const field = input.find("Content-Length: ");
        std::size_t const length = field < head ? std::stoul(input.substr(field + 16)) : 0;
        while (input.size() < head + 4 + length)
            if (!read_some(connection, input)) return false;
        ++requests_;
        std::lock_guard const guard(mutex_);
        last_request_ = input;
        return true;
    }
    [[nodiscard]] bool read_some(int connection, std::string &input) const
    {
        char buffer[4096];
        if (!listener_.readable(connection)) return false;
        ssize_t const got = recv(connection, buffer, sizeof buffer, 0);
        if (got > 0) input.append(buffer, static_cast<std::size_t>(got));
        return got > 0;
    }
    [[nodiscard]] bool write_all(int connection, std::string const &text) const
    {
        for (std::size_t at = 0; at < text.size();) {
            ssize_t const sent = send(connection, text.data() + at, text.size() - at, MSG_NOSIGNAL);
            if (sent <= 0) return false;
            at += static_cast<std::size_t>(sent);
        }
        return true;
    }
    [[nodiscard]] std::string answer(std::string const &path) const
    {
        auto const with = [](std::string const &first_lines, std::string const &body) {
            return "HTTP/1.1 " + first_lines + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        };
        if (path == "/big") return with("200 OK", std::string(10U << 20U, 'x'));
        if (path == "/chunked") return chunked();
        if (path == "/redirect") return with("302 Found\r\nLocation: " + url("/ok"), "");
        if (path == "/later") return with("503 Unavailable\r\nRetry-After: 7", "later");
        if (path == "/headers") return with("200 OK\r\nX: " + std::string(90'000, 'h'), "ok");
        return with("200 OK", "fine " + path);
    }
    [[nodiscard]] static std::string chunked()
    {
        std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (int i = 0; i < 64; ++i)
            text += "4000\r\n" + std::string(0x4000, 'c') + "\r\n";
        return text + "0\r\n\r\n";
    }

    std::atomic<int> requests_{0};
    std::mutex mutex_;
    std::string last_request_;
    LoopbackServer listener_{[this](int connection) { serve(connection); }};  // last: its threads use the others
};

}  // namespace automation::test
