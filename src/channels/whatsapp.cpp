/* whatsapp.cpp — WhatsApp by Meta's Cloud API; what it says and understands is core/whatsapp.hpp's. */
#include "channels/whatsapp/whatsapp.hpp"

#include "channels/providers.hpp"
#include "channels/redaction.hpp"
#include "core/settings/settings_reader.hpp"

#include <array>
#include <utility>

namespace automation::channels {

namespace {

class WhatsApp final : public Provider {
 public:
    WhatsApp(WhatsAppSettings settings, std::string token) : settings_(std::move(settings)), secrets_{std::move(token)}
    {}

    [[nodiscard]] OutgoingRequest build_request(Delivery const &delivery, core::Instant now) const override
    {
        return whatsapp::build_request(settings_, secrets_.front(), delivery, now);
    }
    using Provider::classify;
    [[nodiscard]] SendOutcome classify(net::HttpResponse const &response) const override
    {
        return without_secrets(whatsapp::classify(response), secrets_);
    }
    [[nodiscard]] core::SendPolicy policy() const noexcept override { return settings_.policy; }

 private:
    WhatsAppSettings settings_;
    std::array<std::string, 1> secrets_;
};

}  // namespace

std::unique_ptr<Provider> make_whatsapp(std::string const &settings_json, ResolveSecret const &resolve)
{
    auto settings = read_whatsapp_settings(settings_json);
    auto token = core::header_secret("access_token", resolve(settings.access_token));
    return std::make_unique<WhatsApp>(std::move(settings), std::move(token));
}

}  // namespace automation::channels
