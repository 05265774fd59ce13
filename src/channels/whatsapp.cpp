/* whatsapp.cpp — WhatsApp by Meta's Cloud API; what it says and understands is core/whatsapp.hpp's. */
#include "core/whatsapp.hpp"

#include "channels/providers.hpp"
#include "channels/redaction.hpp"
#include "channels/web_parcel.hpp"
#include "core/settings_reader.hpp"

#include <array>
#include <utility>

namespace automation::channels {

namespace {

class WhatsApp final : public Provider {
 public:
    WhatsApp(core::WhatsAppSettings settings, std::string token)
        : settings_(std::move(settings)), secrets_{std::move(token)}
    {}

    [[nodiscard]] Parcel pack(core::Delivery const &delivery, core::Instant now) const override
    {
        return to_parcel(core::whatsapp::pack(settings_, secrets_.front(), delivery, now));
    }
    using Provider::judge;
    [[nodiscard]] core::SendOutcome judge(net::HttpResponse const &response) const override
    {
        return without_secrets(core::whatsapp::judge(to_reply(response)), secrets_);
    }
    [[nodiscard]] core::ChannelManner manner() const noexcept override { return settings_.manner; }

 private:
    core::WhatsAppSettings settings_;
    std::array<std::string, 1> secrets_;
};

}  // namespace

std::unique_ptr<Provider> make_whatsapp(std::string const &settings_json, ResolveSecret const &resolve)
{
    auto settings = core::read_whatsapp_settings(settings_json);
    auto token = core::header_secret("access_token", resolve(settings.access_token));
    return std::make_unique<WhatsApp>(std::move(settings), std::move(token));
}

}  // namespace automation::channels
