/* driven_client.hpp — a client of src/net and the loop around it, as the worker has one. */
#pragma once
#include "net/request_id.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <stdexcept>
#include <utility>

#include <poll.h>

namespace automation::test {

template <class Client, class Request, class Response>
struct DrivenClient {
    /** One wait as the worker does it; no longer than `longest`, for what only the server's thread knows. */
    void step(std::chrono::milliseconds longest = std::chrono::milliseconds(20'000))
    {
        pollfd ready{client_.descriptor(), POLLIN, 0};
        auto const limit = std::min(longest, client_.timeout().value_or(longest));
        if (poll(&ready, 1, static_cast<int>(limit.count())) > 0)
            client_.on_ready();
        else
            client_.on_timeout();
        for (auto &[request_id, response] : client_.drain_results())
            done_.emplace(request_id, std::move(response));
    }
    /** Waits for everything in flight. */
    void drain()
    {
        while (client_.in_flight() > 0 || client_.timeout() == std::chrono::milliseconds(0))
            step();
    }
    /** Sends it and waits for the answer. */
    Response send(Request request)
    {
        client_.submit(1, std::move(request));
        drain();
        auto const found = done_.extract(1);
        if (found.empty()) throw std::runtime_error("no answer");
        return std::move(found.mapped());
    }

    Client client_;
    std::map<net::RequestId, Response> done_;
};

}  // namespace automation::test
