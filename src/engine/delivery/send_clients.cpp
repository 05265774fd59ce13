#include "engine/delivery/send_clients.hpp"

#include <algorithm>
#include <utility>

namespace automation::engine {

namespace {

template <class Client>
Client &created(std::unique_ptr<Client> &client)
{
    if (!client) {
        client = std::make_unique<Client>();
    }
    return *client;
}

}  // namespace

void SendClients::submit(net::RequestId request_id, net::HttpRequest request)
{
    created(request.refuse_private_addresses ? guarded_http_ : http_).submit(request_id, std::move(request));
}

void SendClients::submit(net::RequestId request_id, net::MailRequest request)
{
    created(mail_).submit(request_id, std::move(request));
}

int SendClients::descriptor()
{
    auto const of = [](auto const &client) { return client ? client->descriptor() : -1; };
    return descriptors_.over({of(http_), of(guarded_http_), of(mail_)});
}

std::optional<std::chrono::milliseconds> SendClients::timeout() const
{
    std::optional<std::chrono::milliseconds> soonest;
    auto const within = [&](auto const &client) {
        if (auto const wait = client ? client->timeout() : std::nullopt) {
            soonest = std::min(soonest.value_or(*wait), *wait);
        }
    };
    within(http_);
    within(guarded_http_);
    within(mail_);
    return soonest;
}

}  // namespace automation::engine
