/* exchanges.hpp — many exchanges of one kind at once over a MultiLoop: from a ticket to a finished response.
 *
 * What HttpClient and MailClient have in common. A kind of exchange has Request and Response, is made of (ticket,
 * request, handle), and throws std::invalid_argument for what cannot be sent; see transfer.hpp.
 */
#pragma once
#include "net/multi_loop.hpp"
#include "net/signals_blocked.hpp"
#include "net/ticket.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

namespace automation::net {

template <class Exchange>
class Exchanges {
 public:
    using Request = typename Exchange::Request;
    using Response = typename Exchange::Response;

    Exchanges(Exchanges const &) = delete;
    Exchanges &operator=(Exchanges const &) = delete;

    /** Starts a request. What cannot be sent becomes a finished response with a curl_code.
     *  Throws std::logic_error when the ticket is in flight already. */
    void submit(Ticket ticket, Request request)
    {
        if (running_.contains(ticket)) throw std::logic_error("a ticket was used twice");
        SignalsBlocked const quiet;
        try {
            start(ticket, std::move(request));
        } catch (std::invalid_argument const &error) {
            finished_.emplace_back(ticket, refused(CURLE_BAD_FUNCTION_ARGUMENT, error.what()));
        }
    }

    /** Forgets a request, finished or not; an unknown ticket is none of our business. */
    void cancel(Ticket ticket) noexcept
    {
        SignalsBlocked const quiet;
        std::erase_if(finished_, [ticket](auto const &entry) { return entry.first == ticket; });
        auto const found = running_.find(ticket);
        if (found != running_.end()) stop(*found->second);
    }
    void cancel_all() noexcept
    {
        SignalsBlocked const quiet;
        while (!running_.empty())
            stop(*running_.begin()->second);
        finished_.clear();
    }

    /** Close-on-exec; readable when on_ready() has something to do. */
    [[nodiscard]] int descriptor() const noexcept { return loop_.descriptor(); }
    /** How long to wait at most before on_timeout(); none: only for the descriptor. */
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const noexcept
    {
        using std::chrono::milliseconds;
        if (!finished_.empty()) return milliseconds(0);
        auto next = loop_.deadline();
        if (!expiries_.empty()) next = std::min(next.value_or(Clock::time_point::max()), expiries_.begin()->first);
        if (!next) return std::nullopt;
        return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*next - Clock::now()));
    }
    void on_ready()
    {
        SignalsBlocked const quiet;
        loop_.act_on_ready();
        settle();
    }
    void on_timeout()
    {
        SignalsBlocked const quiet;
        settle();
    }

    /** What is finished since the last call, in the order it finished. */
    [[nodiscard]] std::vector<std::pair<Ticket, Response>> take_finished() noexcept
    {
        return std::exchange(finished_, {});
    }
    /** Requests submitted and not finished. */
    [[nodiscard]] std::size_t in_flight() const noexcept { return running_.size(); }

 protected:
    using Clock = MultiLoop::Clock;

    Exchanges() = default;
    ~Exchanges() { cancel_all(); }

    [[nodiscard]] MultiLoop &loop() noexcept { return loop_; }

    /** For what one kind of client does differently. Both run with the signals blocked. */
    virtual void starting(Exchange &) {}
    virtual void done(Exchange &) {}  ///< libcurl has ended it; its response is not written yet

 private:
    static Response refused(CURLcode code, char const *why)
    {
        Response response;
        response.curl_code = static_cast<int>(code);
        response.error = why;
        return response;
    }

    void start(Ticket ticket, Request request)
    {
        auto owned = std::make_unique<Exchange>(ticket, std::move(request), loop_.handle_from_pool());
        Exchange &exchange = *owned;
        starting(exchange);
        running_.emplace(ticket, std::move(owned));
        expiries_.emplace(exchange.expires(), ticket);
        CURLMcode const code = loop_.add(exchange.handle());
        if (code == CURLM_OK) return;
        stop(exchange);
        finished_.emplace_back(ticket, refused(CURLE_OUT_OF_MEMORY, curl_multi_strerror(code)));
    }
    void settle()
    {
        loop_.act_if_due();
        while (auto const ended = loop_.next_done()) {
            Exchange &exchange = Exchange::of(ended->transfer);
            done(exchange);
            finish(exchange, ended->code);
        }
        expire();
    }
    /** Ends what still waits for a connection when its time is over. */
    void expire()
    {
        auto const now = Clock::now();
        while (!expiries_.empty() && expiries_.begin()->first <= now)
            finish(*running_.at(expiries_.begin()->second), CURLE_OPERATION_TIMEDOUT);
    }
    void finish(Exchange &exchange, CURLcode code)
    {
        finished_.emplace_back(exchange.ticket(), exchange.finish(code));
        stop(exchange);
    }
    /** Takes it from libcurl and destroys it. */
    void stop(Exchange &exchange) noexcept
    {
        loop_.remove(exchange.handle());
        loop_.back_to_pool(exchange.release());
        expiries_.erase({exchange.expires(), exchange.ticket()});
        running_.erase(exchange.ticket());
    }

    MultiLoop loop_;
    std::unordered_map<Ticket, std::unique_ptr<Exchange>> running_;
    std::set<std::pair<Clock::time_point, Ticket>> expiries_;  // one for each of running_
    std::vector<std::pair<Ticket, Response>> finished_;
};

}  // namespace automation::net
