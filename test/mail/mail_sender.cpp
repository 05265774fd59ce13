/* mail_sender.cpp — sends deliveries as the extension does, without a server: settings and deliveries in, outcomes out.
 *
 * Reads one JSON object from standard input: {"settings": {...}, "secret": "...", "deliveries": [{...}, ...]} and
 * writes a list of outcomes in the same order. At most max_connections are under way at once.
 */
#include "channels/provider.hpp"
#include "core/json/json.hpp"
#include "net/smtp/mail_client.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <poll.h>

// Of what channels/ asks pg/ for: the server's settings, in a program without one.
namespace automation::pg::settings {
extern bool allow_private_addresses;
__attribute__((weak)) bool allow_private_addresses = false;
}  // namespace automation::pg::settings

namespace {

using namespace automation;
using channels::Delivery;
using channels::SendOutcome;
using core::json::Value;

Delivery delivery_of(Value const &value)
{
    auto const text = [&](char const *key) { return value.value(key, std::string()); };
    Delivery delivery;
    delivery.recipient = text("recipient");
    delivery.recipient_name = text("recipient_name");
    delivery.subject = text("subject");
    delivery.body = text("body");
    delivery.language = text("language");
    delivery.business_name = text("business_name");
    delivery.written_at = core::Instant(std::chrono::seconds(value.value("written_at", std::int64_t{0})));
    delivery.key = text("key");
    delivery.unsubscribe_token = text("unsubscribe_token");
    delivery.transactional = value.value("transactional", false);
    return delivery;
}

Value as_json(SendOutcome const &outcome)
{
    static constexpr std::array<char const *, 6> kinds{"accepted", "refused",       "try_again",
                                                       "unknown",  "channel_waits", "channel_broken"};
    return {{"kind", kinds.at(static_cast<std::size_t>(outcome.kind))},
            {"id", outcome.provider_message_id},
            {"code", outcome.code},
            {"detail", outcome.detail},
            {"bad_address", outcome.bad_address}};
}

/** What waits, what is under way, what is done. */
class Sending {
 public:
    Sending(channels::Provider const &provider, Value const &deliveries)
        : provider_(provider), deliveries_(deliveries), outcomes_(Value::array())
    {
        for (std::size_t i = 0; i < deliveries.size(); ++i)
            outcomes_.push_back(nullptr);
    }

    Value run()
    {
        auto const most = static_cast<std::size_t>(provider_.policy().max_connections);
        for (std::size_t next = 0; next < deliveries_.size() || client_.in_flight() > 0;) {
            while (next < deliveries_.size() && client_.in_flight() < most)
                submit(next++);
            step();
        }
        return outcomes_;
    }

 private:
    void submit(std::size_t at)
    {
        auto outgoing = provider_.build_request(delivery_of(deliveries_[at]), {});
        if (auto const *const outcome = std::get_if<SendOutcome>(&outgoing))
            outcomes_[at] = as_json(*outcome);
        else
            client_.submit(at, std::move(std::get<net::MailRequest>(outgoing)));
    }
    void step()
    {
        auto const limit = client_.timeout().value_or(std::chrono::milliseconds(20'000));
        pollfd ready{client_.descriptor(), POLLIN, 0};
        if (poll(&ready, 1, static_cast<int>(limit.count())) > 0)
            client_.on_ready();
        else
            client_.on_timeout();
        for (auto const &[request_id, response] : client_.drain_results())
            outcomes_[request_id] = as_json(provider_.classify(response));
    }

    channels::Provider const &provider_;
    Value const &deliveries_;
    Value outcomes_;
    net::MailClient client_;
};

}  // namespace

int main()
try {
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): as a PostgreSQL server does
    std::string const input(std::istreambuf_iterator<char>(std::cin), {});
    auto const job = Value::parse(input);
    auto const provider = channels::make_provider(
        "smtp", job.at("settings").dump(), [&](std::string const &) { return job.value("secret", std::string()); });
    std::cout << Sending(*provider, job.at("deliveries")).run().dump() << '\n';
    return 0;
} catch (std::exception const &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
