/* twilio.cpp — SMS by Twilio; requests and responses are those of channels/twilio/. */
#include "channels/twilio/twilio.hpp"

#include "channels/providers.hpp"
#include "channels/redaction.hpp"
#include "core/base/base64.hpp"
#include "core/settings/settings_reader.hpp"

#include <array>
#include <utility>

namespace automation::channels {

namespace {

class Twilio final : public Provider {
 public:
    Twilio(TwilioSettings settings, std::string const &secret)
        : settings_(std::move(settings)), secrets_{secret, core::base64(settings_.user + ":" + secret)}
    {}

    [[nodiscard]] OutgoingRequest build_request(Delivery const &delivery, core::Instant) const override
    {
        return twilio::build_request(settings_, secrets_.front(), delivery);
    }
    using Provider::classify;
    [[nodiscard]] SendOutcome classify(net::HttpResponse const &response) const override
    {
        return without_secrets(twilio::classify(response), secrets_);
    }
    [[nodiscard]] core::SendPolicy policy() const noexcept override { return settings_.policy; }

 private:
    TwilioSettings settings_;
    std::array<std::string, 2> secrets_;  // as it is, and as it travels
};

}  // namespace

std::unique_ptr<Provider> make_twilio(std::string const &settings_json, ResolveSecret const &resolve)
{
    auto settings = read_twilio_settings(settings_json);
    auto const secret = core::header_secret(settings.secret_key, resolve(settings.secret));
    return std::make_unique<Twilio>(std::move(settings), secret);
}

}  // namespace automation::channels
