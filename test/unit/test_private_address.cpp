/* test_private_address.cpp — by address, and by request: names and odd spellings that lead inside. */
#include "net/private_address.hpp"

#include "net/http/http_client.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

using automation::net::HttpClient;
using automation::net::HttpRequest;
using automation::net::HttpResponse;
using automation::net::is_private_address;
using automation::net::names_private_address;

TEST(PrivateAddress, is_seen_in_a_host_that_needs_no_resolving)
{
    for (auto const *const host : {"localhost", "LocalHost", "app.localhost", "localhost.", "127.0.0.1", "10.1.2.3",
                                   "127.1", "0x7f.0.0.1", "2130706433", "::1", "fd00::1"})
        EXPECT_TRUE(names_private_address(host)) << host;
    for (auto const *const host :
         {"example.com", "localhost.example.com", "mylocalhost", "8.8.8.8", "2606:4700::1", ""})
        EXPECT_FALSE(names_private_address(host)) << host;
}

TEST(PrivateAddress, knows_the_first_and_the_last_of_each_range)
{
    for (auto const *const address : {"0.0.0.0",
                                      "0.255.255.255",
                                      "10.0.0.0",
                                      "10.255.255.255",
                                      "100.64.0.0",
                                      "100.127.255.255",
                                      "127.0.0.1",
                                      "127.255.255.255",
                                      "169.254.0.0",
                                      "169.254.169.254",
                                      "169.254.255.255",
                                      "172.16.0.0",
                                      "172.31.255.255",
                                      "192.0.0.0",
                                      "192.0.0.255",
                                      "192.0.2.1",
                                      "192.88.99.1",
                                      "192.168.0.0",
                                      "192.168.255.255",
                                      "198.18.0.0",
                                      "198.19.255.255",
                                      "198.51.100.7",
                                      "203.0.113.7",
                                      "224.0.0.1",
                                      "239.255.255.255",
                                      "240.0.0.1",
                                      "255.255.255.255",
                                      "::",
                                      "::1",
                                      "::7f00:1",
                                      "::ffff:127.0.0.1",
                                      "::ffff:8.8.8.8",
                                      "::ffff:0:7f00:1",
                                      "64:ff9b::7f00:1",
                                      "64:ff9b::8.8.8.8",
                                      "64:ff9b:1::1",
                                      "100::1",
                                      "2001::1",
                                      "2001:db8::1",
                                      "2002:7f00:1::",
                                      "fc00::1",
                                      "fdff:ffff::1",
                                      "fe80::1",
                                      "fe80::1%eth0",
                                      "febf::1",
                                      "fec0::1",
                                      "ff02::1",
                                      "ffff::1"})
        EXPECT_TRUE(is_private_address(address)) << address;
}

TEST(PrivateAddress, lets_the_neighbours_of_each_range_pass)
{
    for (auto const *const address :
         {"1.0.0.0",        "8.8.8.8",         "9.255.255.255",     "11.0.0.0",        "100.63.255.255",
          "100.128.0.0",    "126.255.255.255", "128.0.0.0",         "169.253.255.255", "169.255.0.0",
          "172.15.255.255", "172.32.0.0",      "192.0.1.0",         "192.167.255.255", "192.169.0.0",
          "198.17.255.255", "198.20.0.0",      "223.255.255.255",   "64:ff9a::1",      "2003::1",
          "2400:cb00::1",   "2606:4700::1111", "2a00:1450:4001::1", "fbff::1"})
        EXPECT_FALSE(is_private_address(address)) << address;
}

TEST(PrivateAddress, takes_what_is_no_address_for_private)
{
    for (auto const *const text : {"", "x", "127.1", "0x7f.1", "2130706433", "1.2.3", "1.2.3.4.5", "8.8.8.8 ", "%",
                                   ":::", "2606:4700:0000:0000:0000:0000:0000:0000:1111:2222:3333:4444"})
        EXPECT_TRUE(is_private_address(text)) << text;
    EXPECT_TRUE(is_private_address(static_cast<char const *>(nullptr)));
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    EXPECT_TRUE(is_private_address(*static_cast<sockaddr *>(static_cast<void *>(&local))));
}

/** A socket that listens on IPv4's loopback and counts who came; nobody answers. */
class Listener {
 public:
    Listener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *const any = static_cast<sockaddr *>(static_cast<void *>(&address));
        if (bind(socket_, any, size) != 0 || listen(socket_, 64) != 0 || getsockname(socket_, any, &size) != 0)
            throw std::runtime_error("no listener");
        port_ = ntohs(address.sin_port);
    }
    ~Listener() { close(socket_); }
    Listener(Listener const &) = delete;
    Listener &operator=(Listener const &) = delete;

    [[nodiscard]] std::string url(std::string const &host) const
    {
        return "http://" + host + ":" + std::to_string(port_) + "/";
    }
    /** True when somebody has connected since the last call. */
    [[nodiscard]] bool called() const
    {
        int const connection = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0) close(connection);
        return connection >= 0;
    }

 private:
    int socket_;
    int port_ = 0;
};

HttpRequest to(std::string url)
{
    HttpRequest request;
    request.url = std::move(url);
    request.body = "{}";
    request.allow_plain_http = true;
    request.refuse_private_addresses = true;
    request.timeout = std::chrono::milliseconds(2'000);
    return request;
}

HttpResponse fetch(HttpClient &client, HttpRequest request)
{
    client.submit(1, std::move(request));
    for (;;) {
        auto finished = client.drain_results();
        if (!finished.empty()) return std::move(finished.front().second);
        pollfd ready{client.descriptor(), POLLIN, 0};
        auto const limit = client.timeout().value_or(std::chrono::milliseconds(2'000));
        if (poll(&ready, 1, static_cast<int>(limit.count())) > 0)
            client.on_ready();
        else
            client.on_timeout();
    }
}

TEST(PrivateAddress, is_refused_however_it_is_spelled)
{
    Listener const listener;
    HttpClient client;
    for (auto const *const host :
         {"127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0.0.0.0",
          "localhost", "LOCALHOST", "localhost.", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
          "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "%31%32%37.0.0.1"}) {
        auto const response = fetch(client, to(listener.url(host)));
        EXPECT_NE(response.curl_code, 0) << host;
        EXPECT_FALSE(response.sent) << host;
        EXPECT_EQ(response.status, 0) << host;
        EXPECT_FALSE(listener.called()) << host;
    }
}

TEST(PrivateAddress, is_told_apart_from_a_server_that_is_down)
{
    Listener const listener;
    HttpClient client;
    EXPECT_TRUE(fetch(client, to(listener.url("localhost"))).private_address);
    EXPECT_TRUE(fetch(client, to(listener.url("2130706433"))).private_address);
    EXPECT_FALSE(fetch(client, to("http://")).private_address);
    HttpClient trusting;
    auto request = to("http://127.0.0.1:1/");
    request.refuse_private_addresses = false;
    auto const response = fetch(trusting, std::move(request));
    EXPECT_FALSE(response.private_address);
    EXPECT_FALSE(response.sent);
}

TEST(PrivateAddress, is_reached_by_those_who_may)
{
    Listener const listener;
    HttpClient client;
    auto request = to(listener.url("localhost"));
    request.refuse_private_addresses = false;
    request.timeout = std::chrono::milliseconds(200);
    auto const response = fetch(client, std::move(request));
    EXPECT_TRUE(response.sent) << "nobody answers, but the request was on its way";
    EXPECT_TRUE(listener.called());
}

TEST(PrivateAddress, is_never_reached_over_a_connection_of_those_who_may)
{
    Listener const listener;
    HttpClient client;
    auto request = to(listener.url("localhost"));
    request.refuse_private_addresses = false;
    request.timeout = std::chrono::milliseconds(100);
    static_cast<void>(fetch(client, std::move(request)));
    EXPECT_THROW(client.submit(2, to(listener.url("localhost"))), std::logic_error);
    EXPECT_EQ(client.in_flight(), 0U);
}

}  // namespace
