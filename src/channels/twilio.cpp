/* twilio.cpp — SMS by Twilio; what it says and understands is core/twilio.hpp's. */
#include "core/twilio.hpp"

#include "channels/providers.hpp"
#include "channels/redaction.hpp"
#include "channels/web_parcel.hpp"
#include "core/base64.hpp"
#include "core/settings_reader.hpp"

#include <array>
#include <utility>

namespace automation::channels {

namespace {

class Twilio final : public Provider {
 public:
    Twilio(core::TwilioSettings settings, std::string const &secret)
        : settings_(std::move(settings)), secrets_{secret, core::base64(settings_.user + ":" + secret)}
    {}

    [[nodiscard]] Parcel pack(core::Delivery const &delivery, core::Instant) const override
    {
        return to_parcel(core::twilio::pack(settings_, secrets_.front(), delivery));
    }
    using Provider::judge;
    [[nodiscard]] core::SendOutcome judge(net::HttpResponse const &response) const override
    {
        return without_secrets(core::twilio::judge(to_reply(response)), secrets_);
    }
    [[nodiscard]] core::ChannelManner manner() const noexcept override { return settings_.manner; }

 private:
    core::TwilioSettings settings_;
    std::array<std::string, 2> secrets_;  // as it is, and as it travels
};

}  // namespace

std::unique_ptr<Provider> make_twilio(std::string const &settings_json, ResolveSecret const &resolve)
{
    auto settings = core::read_twilio_settings(settings_json);
    auto const secret = core::header_secret(settings.secret_key, resolve(settings.secret));
    return std::make_unique<Twilio>(std::move(settings), secret);
}

}  // namespace automation::channels
