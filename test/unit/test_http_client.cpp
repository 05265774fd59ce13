/* test_http_client.cpp — the HTTP client against a small server in a thread of the test. */
#include "net/http_client.hpp"

#include <atomic>
#include <csignal>
#include <cstring>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using automation::net::HttpClient;
using automation::net::HttpRequest;
using automation::net::HttpResponse;
using automation::net::Ticket;
using std::chrono::milliseconds;

/** Speaks enough HTTP/1.1 for the tests; the path says how it behaves. */
class Server {
 public:
    Server()
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
    ~Server()
    {
        close(stop_[1]);  // everything that waits in here also waits for this
        acceptor_.join();
        for (auto &thread : connections_)
            thread.join();
        close(stop_[0]);
        close(listener_);
    }
    Server(Server const &) = delete;
    Server &operator=(Server const &) = delete;

    [[nodiscard]] std::string url(std::string const &path) const
    {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    [[nodiscard]] int accepted() const { return accepted_; }
    /** Requests that came whole, answered or not. */
    [[nodiscard]] int requests() const { return requests_; }
    [[nodiscard]] std::string last_request()
    {
        std::lock_guard const guard(mutex_);
        return last_request_;
    }

 private:
    [[nodiscard]] bool readable(int socket) const
    {
        pollfd both[2] = {{socket, POLLIN, 0}, {stop_[0], POLLIN, 0}};
        poll(both, 2, -1);
        return both[1].revents == 0;
    }
    void accept_all()
    {
        while (readable(listener_)) {
            int const connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) return;
            ++accepted_;
            connections_.emplace_back([this, connection] {
                serve(connection);
                close(connection);
            });
        }
    }
    void serve(int connection)
    {
        for (std::string input; read_request(connection, input);) {
            std::string const path = input.substr(5, input.find(' ', 5) - 5);  // after "POST "
            if (path == "/drop") return;
            if (path == "/slow") {
                char byte = 0;
                if (readable(connection)) static_cast<void>(recv(connection, &byte, 1, 0));
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
        pollfd stopped{stop_[0], POLLIN, 0};
        std::string next = "HTTP/1.1 200 OK\r\nX: ";
        while (write_all(connection, next) && poll(&stopped, 1, 10) == 0)
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
        if (!readable(connection)) return false;
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

    int listener_ = -1;
    int stop_[2] = {-1, -1};
    int port_ = 0;
    std::atomic<int> accepted_{0};
    std::atomic<int> requests_{0};
    std::mutex mutex_;
    std::string last_request_;
    std::thread acceptor_;
    std::vector<std::thread> connections_;  // only the acceptor adds, only the destructor joins
};

class HttpClientTest : public ::testing::Test {
 protected:
    [[nodiscard]] HttpRequest to(std::string const &path) const
    {
        HttpRequest request;
        request.url = server_.url(path);
        request.allow_plain_http = true;
        request.body = "{}";
        request.timeout = milliseconds(20'000);
        return request;
    }
    /** One wait as the worker does it; no longer than `longest`, for what only the server's thread knows. */
    void step(milliseconds longest = milliseconds(20'000))
    {
        pollfd ready{client_.descriptor(), POLLIN, 0};
        auto const limit = std::min(longest, client_.timeout().value_or(longest));
        if (poll(&ready, 1, static_cast<int>(limit.count())) > 0)
            client_.on_ready();
        else
            client_.on_timeout();
        for (auto &[ticket, response] : client_.take_finished())
            done_.emplace(ticket, std::move(response));
    }
    /** Waits for everything in flight. */
    void drain()
    {
        while (client_.in_flight() > 0 || client_.timeout() == milliseconds(0))
            step();
    }
    HttpResponse fetch(HttpRequest request)
    {
        client_.submit(1, std::move(request));
        drain();
        auto const found = done_.extract(1);
        if (found.empty()) throw std::runtime_error("no answer");
        return std::move(found.mapped());
    }

    Server server_;
    HttpClient client_;
    std::map<Ticket, HttpResponse> done_;
};

TEST_F(HttpClientTest, returns_status_and_body_and_sends_what_it_was_given)
{
    HttpRequest request = to("/ok");
    request.headers = {"x-goog-api-key: secret", "content-type: application/json"};
    request.body = std::string("{\"a\":\"") + '\0' + "b\"}";
    auto const response = fetch(request);
    EXPECT_EQ(response.curl_code, 0) << response.error;
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "fine /ok");
    auto const seen = server_.last_request();
    EXPECT_NE(seen.find("x-goog-api-key: secret\r\n"), std::string::npos) << seen;
    EXPECT_EQ(seen.find("Expect:"), std::string::npos);
    EXPECT_TRUE(seen.ends_with(request.body));
}

TEST_F(HttpClientTest, uses_a_connection_again)
{
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(fetch(to("/ok")).status, 200);
    EXPECT_EQ(server_.accepted(), 1);
}

TEST_F(HttpClientTest, gives_up_on_a_slow_server_at_the_timeout)
{
    HttpRequest request = to("/slow");
    request.timeout = milliseconds(100);
    auto const response = fetch(request);
    EXPECT_EQ(response.curl_code, CURLE_OPERATION_TIMEDOUT);
    EXPECT_GE(response.took, milliseconds(95));
    EXPECT_LT(response.took, milliseconds(5'000));
    EXPECT_FALSE(response.error.empty());
}

TEST_F(HttpClientTest, gives_up_on_an_answer_that_drips_at_the_timeout)
{
    HttpRequest request = to("/drip");
    request.timeout = milliseconds(300);
    auto const response = fetch(request);
    EXPECT_EQ(response.curl_code, CURLE_OPERATION_TIMEDOUT);
    EXPECT_LT(response.took, milliseconds(5'000));
}

TEST_F(HttpClientTest, reports_a_dropped_connection)
{
    auto const response = fetch(to("/drop"));
    EXPECT_EQ(response.curl_code, CURLE_GOT_NOTHING);
    EXPECT_EQ(response.status, 0);
}

TEST_F(HttpClientTest, sends_nothing_twice_that_must_go_only_once)
{
    HttpRequest request = to("/ok");
    request.only_once = true;
    request.body = std::string(100'000, 'x');
    EXPECT_EQ(fetch(request).status, 200);
    EXPECT_TRUE(server_.last_request().ends_with(request.body));
    request.url = server_.url("/drop");
    auto const response = fetch(request);
    EXPECT_NE(response.curl_code, CURLE_OK);
    EXPECT_TRUE(response.sent) << "the server may have acted on it";
    // libcurl opens a second connection before it asks for the beginning of the body, and is told that there is none.
    EXPECT_EQ(server_.requests(), 2) << "libcurl has tried again by itself";
}

TEST_F(HttpClientTest, reports_a_closed_port)
{
    HttpRequest request = to("/ok");
    request.url = "http://127.0.0.1:1/";
    EXPECT_EQ(fetch(request).curl_code, CURLE_COULDNT_CONNECT);
}

TEST_F(HttpClientTest, cuts_an_answer_at_the_cap_with_a_length_and_without)
{
    for (auto const *path : {"/big", "/chunked"}) {
        HttpRequest request = to(path);
        request.max_response_bytes = 1'000;
        auto const response = fetch(request);
        EXPECT_TRUE(response.too_large) << path;
        EXPECT_EQ(response.curl_code, CURLE_WRITE_ERROR) << path;
        EXPECT_EQ(response.body.size(), 1'000U) << path;
    }
}

TEST_F(HttpClientTest, takes_an_answer_of_exactly_the_cap)
{
    HttpRequest request = to("/ok");
    request.max_response_bytes = std::strlen("fine /ok");
    auto const response = fetch(request);
    EXPECT_EQ(response.curl_code, 0);
    EXPECT_FALSE(response.too_large);
}

TEST_F(HttpClientTest, bounds_the_headers_too)
{
    auto const response = fetch(to("/headers"));
    EXPECT_NE(response.curl_code, 0);
    EXPECT_TRUE(response.body.empty());
}

TEST_F(HttpClientTest, hands_a_redirect_back_instead_of_following_it)
{
    auto const response = fetch(to("/redirect"));
    EXPECT_EQ(response.status, 302);
    EXPECT_TRUE(server_.last_request().starts_with("POST /redirect "));
}

TEST_F(HttpClientTest, reads_retry_after)
{
    auto const response = fetch(to("/later"));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.retry_after, std::chrono::seconds(7));
}

TEST_F(HttpClientTest, refuses_plain_http_unless_allowed)
{
    HttpRequest request = to("/ok");
    request.allow_plain_http = false;
    EXPECT_EQ(fetch(request).curl_code, CURLE_UNSUPPORTED_PROTOCOL);
    EXPECT_EQ(server_.accepted(), 0);
}

TEST_F(HttpClientTest, refuses_other_schemes_and_header_injection)
{
    HttpRequest file = to("/ok");
    file.url = "file:///etc/hostname";
    EXPECT_EQ(fetch(file).curl_code, CURLE_UNSUPPORTED_PROTOCOL);

    HttpRequest injected = to("/ok");
    injected.headers = {"x: 1\r\nx-goog-api-key: other"};
    auto const response = fetch(injected);
    EXPECT_EQ(response.curl_code, CURLE_BAD_FUNCTION_ARGUMENT);
    EXPECT_EQ(response.error.find("other"), std::string::npos);
    EXPECT_EQ(server_.accepted(), 0);
}

TEST_F(HttpClientTest, says_nothing_more_of_a_cancelled_request)
{
    client_.submit(7, to("/slow"));
    client_.submit(8, to("/ok"));
    client_.cancel(7);
    client_.cancel(99);
    drain();
    EXPECT_EQ(done_.size(), 1U);
    EXPECT_EQ(done_.at(8).status, 200);
    client_.submit(7, to("/ok"));
    drain();
    EXPECT_EQ(done_.at(7).status, 200);
}

TEST_F(HttpClientTest, cancels_everything_at_once)
{
    for (Ticket ticket = 0; ticket < 20; ++ticket)
        client_.submit(ticket, to("/slow"));
    while (server_.accepted() < 20)
        step(milliseconds(5));
    client_.cancel_all();
    EXPECT_EQ(client_.in_flight(), 0U);
    EXPECT_TRUE(client_.take_finished().empty());
}

TEST_F(HttpClientTest, has_fifty_in_flight_over_http1)
{
    for (Ticket ticket = 0; ticket < 50; ++ticket)
        client_.submit(ticket, to("/slow"));
    while (server_.accepted() < 50)
        step(milliseconds(5));  // would wait for ever behind a smaller limit
    EXPECT_EQ(client_.in_flight(), 50U);
    for (Ticket ticket = 100; ticket < 150; ++ticket)
        client_.submit(ticket, to("/n" + std::to_string(ticket)));
    while (done_.size() < 50)
        step();
    for (Ticket ticket = 100; ticket < 150; ++ticket)
        EXPECT_EQ(done_.at(ticket).body, "fine /n" + std::to_string(ticket));
}

TEST_F(HttpClientTest, counts_the_wait_for_a_connection_into_the_timeout)
{
    HttpClient narrow({.http2 = 1, .http1 = 1});
    HttpRequest first = to("/slow");
    HttpRequest second = to("/ok");
    second.timeout = milliseconds(100);
    narrow.submit(1, first);
    narrow.submit(2, second);
    std::vector<std::pair<Ticket, HttpResponse>> finished;
    while (finished.empty()) {
        pollfd ready{narrow.descriptor(), POLLIN, 0};
        auto const limit = narrow.timeout().value_or(milliseconds(20'000));
        ASSERT_TRUE(poll(&ready, 1, static_cast<int>(limit.count())) >= 0);
        narrow.on_ready();
        finished = narrow.take_finished();
    }
    EXPECT_EQ(finished.front().first, 2U);
    EXPECT_EQ(finished.front().second.curl_code, CURLE_OPERATION_TIMEDOUT);
}

TEST_F(HttpClientTest, does_not_take_a_ticket_twice)
{
    client_.submit(1, to("/slow"));
    EXPECT_THROW(client_.submit(1, to("/ok")), std::logic_error);
}

TEST_F(HttpClientTest, keeps_no_descriptor_for_a_child_process)
{
    fetch(to("/ok"));
    for (int fd = 3; fd < 256; ++fd) {
        int const flags = fcntl(fd, F_GETFD);
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        bool const connected = getpeername(fd, static_cast<sockaddr *>(static_cast<void *>(&peer)), &size) == 0;
        bool const ours = fd == client_.descriptor() || (connected && peer.sin_family == AF_INET);
        if (flags >= 0 && ours) {
            EXPECT_NE(flags & FD_CLOEXEC, 0) << "descriptor " << fd;
        }
    }
}

TEST_F(HttpClientTest, leaves_the_signal_mask_as_it_was)
{
    sigset_t before;
    sigset_t after;
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    fetch(to("/ok"));
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(sigismember(&before, SIGTERM), sigismember(&after, SIGTERM));
    EXPECT_EQ(sigismember(&after, SIGTERM), 0);
}

}  // namespace
