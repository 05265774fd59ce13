/* double_process.hpp — a node double as a process of its own, for as long as one of these lives, and a way to post to
 * it. */
#pragma once
#include "core/json/json.hpp"
#include "net/http/http_client.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace automation::testing {

class DoubleProcess {
 public:
    /** `name` is a folder of test/doubles. Throws std::runtime_error; see available(). */
    explicit DoubleProcess(std::string const &name)
    {
        std::string script = std::string(AUTOMATION_TEST_DATA) + "/../doubles/" + name + "/server.js";
        std::string node = "node";
        std::string option = "--exit-with-stdin";
        std::array<char *, 4> arguments{node.data(), script.data(), option.data(), nullptr};
        if (pipe2(in_.data(), O_CLOEXEC) != 0 || pipe2(out_.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in_[0], 0);
        posix_spawn_file_actions_adddup2(&actions, out_[1], 1);
        int const failed = posix_spawnp(&child_, "node", &actions, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(in_[0]);
        close(out_[1]);
        if (failed != 0) {
            child_ = 0;
            close(in_[1]);
            close(out_[0]);
            throw std::runtime_error("node does not start");
        }
        read_port();
    }
    ~DoubleProcess()
    {
        close(in_[1]);  // it ends with its standard input
        close(out_[0]);
        while (child_ > 0 && waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    DoubleProcess(DoubleProcess const &) = delete;
    DoubleProcess &operator=(DoubleProcess const &) = delete;

    [[nodiscard]] static bool available()
    {
        return std::system("node --version >/dev/null 2>&1") == 0;  // NOLINT(concurrency-mt-unsafe)
    }

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

    /** Posts to one of its own paths and reads the JSON that it answers. */
    core::json::Value control(std::string const &what, core::json::Value const &value = core::json::Value::object())
    {
        net::HttpRequest request;
        request.url = url() + "/double/" + what;
        request.body = core::json::dump(value);
        request.allow_plain_http = true;
        request.max_response_bytes = std::size_t{16} << 20U;
        return core::json::parse(fetch(client_, std::move(request)).body).value();
    }

    static net::HttpResponse fetch(net::HttpClient &client, net::HttpRequest request)
    {
        client.submit(1, std::move(request));
        for (;;) {
            auto finished = client.drain_results();
            if (!finished.empty()) return std::move(finished.front().second);
            pollfd ready{client.descriptor(), POLLIN, 0};
            auto const limit = client.timeout().value_or(std::chrono::milliseconds(30'000));
            if (poll(&ready, 1, static_cast<int>(limit.count())) > 0)
                client.on_ready();
            else
                client.on_timeout();
        }
    }

 private:
    void read_port()
    {
        std::string line;
        char byte = 0;
        while (read(out_[0], &byte, 1) == 1 && byte != '\n')
            line += byte;
        auto const value = core::json::parse(line);
        if (!value || !value->contains("port")) throw std::runtime_error("the double does not start");
        port_ = value->at("port").get<int>();
    }

    std::array<int, 2> in_{-1, -1}, out_{-1, -1};
    pid_t child_ = 0;
    int port_ = 0;
    net::HttpClient client_;
};

}  // namespace automation::testing
