/* send_clients.hpp — the HTTP and SMTP clients that deliveries are sent with.
 *
 * Each is created when it is first used: most databases have no channel. Requests that refuse private addresses share
 * no connection with others.
 */
#pragma once
#include "channels/common/outgoing_request.hpp"
#include "engine/session/descriptor_set.hpp"
#include "net/http/http_client.hpp"
#include "net/smtp/mail_client.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace automation::engine {

class SendClients {
 public:
    void submit(net::RequestId request_id, net::HttpRequest request);
    void submit(net::RequestId request_id, net::MailRequest request);

    /** Processes what the sockets and the clock have, and calls `on_response(request_id, response)` for each response,
     *  which is a net::HttpResponse or a net::MailResponse. */
    template <class OnResponse>
    void receive(OnResponse const &on_response)
    {
        auto const take = [&](auto &client) {
            if (client) {
                client->on_ready();
                client->on_timeout();
                for (auto const &[request_id, response] : client->drain_results()) {
                    on_response(request_id, response);
                }
            }
        };
        take(http_);
        take(guarded_http_);
        take(mail_);
    }

    /** The descriptor to wait for, -1: none. */
    [[nodiscard]] int descriptor();
    /** When receive() is to be called again although no descriptor is ready. */
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;

 private:
    std::unique_ptr<net::HttpClient> http_, guarded_http_;
    std::unique_ptr<net::MailClient> mail_;
    DescriptorSet descriptors_;
};

}  // namespace automation::engine
