/* webhook.cpp — messages for an application of the user's own; requests and responses are those of channels/webhook/.
 *
 * Whoever may write channels chooses the address, and the server stands in a network that they need not reach: private
 * addresses are refused unless a superuser allows them.
 */
#include "channels/webhook/webhook.hpp"

#include "channels/providers.hpp"
#include "channels/webhook/webhook_signature.hpp"
#include "core/base/error.hpp"
#include "core/settings/settings_reader.hpp"

#include <utility>
#include <vector>

#include "pg/extension/settings.hpp"

namespace automation::channels {

namespace {

class Webhook final : public Provider {
 public:
    Webhook(WebhookSettings settings, core::NullableText secret, std::vector<std::string> headers)
        : settings_(std::move(settings)), secret_(std::move(secret)), headers_(std::move(headers))
    {}

    [[nodiscard]] OutgoingRequest build_request(Delivery const &delivery, core::Instant now) const override
    {
        auto outgoing = webhook::build_request(settings_, secret_, headers_, delivery, now);
        if (auto *const request = std::get_if<net::HttpRequest>(&outgoing)) {
            request->refuse_private_addresses = !pg::settings::allow_private_addresses;
        }
        return outgoing;
    }
    using Provider::classify;
    [[nodiscard]] SendOutcome classify(net::HttpResponse const &response) const override
    {
        return webhook::classify(response);  // quotes nothing of the answer
    }
    [[nodiscard]] core::SendPolicy policy() const noexcept override { return settings_.policy; }

 private:
    WebhookSettings settings_;
    core::NullableText secret_;
    std::vector<std::string> headers_;
};

}  // namespace

std::unique_ptr<Provider> make_webhook(std::string const &settings_json, ResolveSecret const &resolve)
{
    auto settings = read_webhook_settings(settings_json);
    core::NullableText secret;
    if (settings.secret) secret = std::string(webhook::without_blanks_around(resolve(*settings.secret)));
    if (secret && !webhook::signing_key(*secret))
        throw core::UserError(core::ErrorCode::wrong_state,
                              "the secret of the webhook begins with \"whsec_\", and what follows is not base64", "",
                              "Write \"whsec_\" and 24 to 64 random bytes as base64.");
    std::vector<std::string> headers;
    for (auto const &header : settings.headers) {
        headers.push_back(header.name + ": " +
                          (header.secret ? core::header_secret(header.name, resolve(header.value)) : header.value));
    }
    return std::make_unique<Webhook>(std::move(settings), std::move(secret), std::move(headers));
}

}  // namespace automation::channels
