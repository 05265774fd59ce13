#include "channels/channel_settings.hpp"

#include "core/base/error.hpp"
#include "core/base/suggest.hpp"
#include "channels/smtp/smtp_settings.hpp"
#include "core/base/strings.hpp"
#include "channels/twilio/twilio_settings.hpp"
#include "channels/webhook/webhook_settings.hpp"
#include "channels/whatsapp/whatsapp_settings.hpp"

#include <array>

namespace automation::channels {

void check_channel_settings(std::string_view provider, std::string const &settings_json)
{
    static constexpr std::array<std::string_view, 4> providers{"smtp", "twilio", "whatsapp", "webhook"};
    if (provider == "smtp")
        (void)read_smtp_settings(settings_json);
    else if (provider == "twilio")
        (void)read_twilio_settings(settings_json);
    else if (provider == "whatsapp")
        (void)read_whatsapp_settings(settings_json);
    else if (provider == "webhook")
        (void)read_webhook_settings(settings_json);
    else
        throw core::UserError("unknown provider " + core::quote_value(provider) + " of a channel", "",
                              core::hint_for(provider, providers, "Known providers"));
}

}  // namespace automation::channels
