/* test_http_client.cpp — the HTTP client against a small server in a thread of the test. */
#include "net/http/http_client.hpp"
#include "unit/driven_client.hpp"
#include "unit/http_server.hpp"

#include <csignal>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

namespace {

using automation::net::HttpClient;
using automation::net::HttpRequest;
using automation::net::HttpResponse;
using automation::net::RequestId;
using automation::test::HttpServer;
using std::chrono::milliseconds;

struct WithServer {
    HttpServer server_;
};

/* The client goes first: its closed sockets free the server's threads that still send. */
class HttpClientTest : public ::testing::Test,
                       protected WithServer,
                       protected automation::test::DrivenClient<HttpClient, HttpRequest, HttpResponse> {
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
};

TEST_F(HttpClientTest, returns_status_and_body_and_sends_what_it_was_given)
{
    HttpRequest request = to("/ok");
    request.headers = {"x-goog-api-key: secret", "content-type: application/json"};
    request.body = std::string("{\"a\":\"") + '\0' + "b\"}";
    auto const response = send(request);
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
        EXPECT_EQ(send(to("/ok")).status, 200);
    EXPECT_EQ(server_.accepted(), 1);
}

TEST_F(HttpClientTest, gives_up_on_a_slow_server_at_the_timeout)
{
    HttpRequest request = to("/slow");
    request.timeout = milliseconds(100);
    auto const response = send(request);
    EXPECT_EQ(response.curl_code, CURLE_OPERATION_TIMEDOUT);
    EXPECT_GE(response.took, milliseconds(95));
    EXPECT_LT(response.took, milliseconds(5'000));
    EXPECT_FALSE(response.error.empty());
}

TEST_F(HttpClientTest, gives_up_on_an_answer_that_drips_at_the_timeout)
{
    HttpRequest request = to("/drip");
    request.timeout = milliseconds(300);
    auto const response = send(request);
    EXPECT_EQ(response.curl_code, CURLE_OPERATION_TIMEDOUT);
    EXPECT_LT(response.took, milliseconds(5'000));
}

TEST_F(HttpClientTest, reports_a_dropped_connection)
{
    auto const response = send(to("/drop"));
    EXPECT_EQ(response.curl_code, CURLE_GOT_NOTHING);
    EXPECT_EQ(response.status, 0);
}

TEST_F(HttpClientTest, sends_nothing_twice_that_must_go_only_once)
{
    HttpRequest request = to("/ok");
    request.only_once = true;
    request.body = std::string(100'000, 'x');
    EXPECT_EQ(send(request).status, 200);
    EXPECT_TRUE(server_.last_request().ends_with(request.body));
    request.url = server_.url("/drop");
    auto const response = send(request);
    EXPECT_NE(response.curl_code, CURLE_OK);
    EXPECT_TRUE(response.sent) << "the server may have acted on it";
    // libcurl opens a second connection before it asks for the beginning of the body, and is told that there is none.
    EXPECT_EQ(server_.requests(), 2) << "libcurl has tried again by itself";
}

TEST_F(HttpClientTest, reports_a_closed_port)
{
    HttpRequest request = to("/ok");
    request.url = "http://127.0.0.1:1/";
    EXPECT_EQ(send(request).curl_code, CURLE_COULDNT_CONNECT);
}

TEST_F(HttpClientTest, cuts_an_answer_at_the_cap_with_a_length_and_without)
{
    for (auto const *path : {"/big", "/chunked"}) {
        HttpRequest request = to(path);
        request.max_response_bytes = 1'000;
        auto const response = send(request);
        EXPECT_TRUE(response.too_large) << path;
        EXPECT_EQ(response.curl_code, CURLE_WRITE_ERROR) << path;
        EXPECT_EQ(response.body.size(), 1'000U) << path;
    }
}

TEST_F(HttpClientTest, takes_an_answer_of_exactly_the_cap)
{
    HttpRequest request = to("/ok");
    request.max_response_bytes = std::strlen("fine /ok");
    auto const response = send(request);
    EXPECT_EQ(response.curl_code, 0);
    EXPECT_FALSE(response.too_large);
}

TEST_F(HttpClientTest, bounds_the_headers_too)
{
    auto const response = send(to("/headers"));
    EXPECT_NE(response.curl_code, 0);
    EXPECT_TRUE(response.body.empty());
}

TEST_F(HttpClientTest, hands_a_redirect_back_instead_of_following_it)
{
    auto const response = send(to("/redirect"));
    EXPECT_EQ(response.status, 302);
    EXPECT_TRUE(server_.last_request().starts_with("POST /redirect "));
}

TEST_F(HttpClientTest, reads_retry_after)
{
    auto const response = send(to("/later"));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.retry_after, std::chrono::seconds(7));
}

TEST_F(HttpClientTest, refuses_plain_http_unless_allowed)
{
    HttpRequest request = to("/ok");
    request.allow_plain_http = false;
    EXPECT_EQ(send(request).curl_code, CURLE_UNSUPPORTED_PROTOCOL);
    EXPECT_EQ(server_.accepted(), 0);
}

TEST_F(HttpClientTest, refuses_other_schemes_and_header_injection)
{
    HttpRequest file = to("/ok");
    file.url = "file:///etc/hostname";
    EXPECT_EQ(send(file).curl_code, CURLE_UNSUPPORTED_PROTOCOL);

    HttpRequest injected = to("/ok");
    injected.headers = {"x: 1\r\nx-goog-api-key: other"};
    auto const response = send(injected);
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
    for (RequestId request_id = 0; request_id < 20; ++request_id)
        client_.submit(request_id, to("/slow"));
    while (server_.accepted() < 20)
        step(milliseconds(5));
    client_.cancel_all();
    EXPECT_EQ(client_.in_flight(), 0U);
    EXPECT_TRUE(client_.drain_results().empty());
}

TEST_F(HttpClientTest, has_fifty_in_flight_over_http1)
{
    for (RequestId request_id = 0; request_id < 50; ++request_id)
        client_.submit(request_id, to("/slow"));
    while (server_.accepted() < 50)
        step(milliseconds(5));  // would wait for ever behind a smaller limit
    EXPECT_EQ(client_.in_flight(), 50U);
    for (RequestId request_id = 100; request_id < 150; ++request_id)
        client_.submit(request_id, to("/n" + std::to_string(request_id)));
    while (done_.size() < 50)
        step();
    for (RequestId request_id = 100; request_id < 150; ++request_id)
        EXPECT_EQ(done_.at(request_id).body, "fine /n" + std::to_string(request_id));
}

TEST_F(HttpClientTest, counts_the_wait_for_a_connection_into_the_timeout)
{
    HttpClient narrow({.http2 = 1, .http1 = 1});
    HttpRequest first = to("/slow");
    HttpRequest second = to("/ok");
    second.timeout = milliseconds(100);
    narrow.submit(1, first);
    narrow.submit(2, second);
    std::vector<std::pair<RequestId, HttpResponse>> finished;
    while (finished.empty()) {
        pollfd ready{narrow.descriptor(), POLLIN, 0};
        auto const limit = narrow.timeout().value_or(milliseconds(20'000));
        ASSERT_TRUE(poll(&ready, 1, static_cast<int>(limit.count())) >= 0);
        narrow.on_ready();
        finished = narrow.drain_results();
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
    send(to("/ok"));
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
    send(to("/ok"));
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(sigismember(&before, SIGTERM), sigismember(&after, SIGTERM));
    EXPECT_EQ(sigismember(&after, SIGTERM), 0);
}

}  // namespace
