#include "core/channel_settings.hpp"

#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/smtp_settings.hpp"
#include "core/text.hpp"
#include "core/twilio_settings.hpp"
#include "core/webhook_settings.hpp"
#include "core/whatsapp_settings.hpp"

#include <array>

namespace automation::core {

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
        throw UserError("unknown provider " + in_quotes(provider) + " of a channel", "",
                        hint_for(provider, providers, "Known providers"));
}

}  // namespace automation::core
