#include "core/channel_settings.hpp"

#include "core/error.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace automation::core {

void check_channel_settings(std::string_view provider, std::string const &settings_json)
{
    auto const settings = json::parse(settings_json);
    if (!settings || !settings->is_object())
        throw UserError("invalid settings of a channel of provider " + in_quotes(provider), "It is no JSON object.",
                        "Write an object such as {\"host\": \"mail.example.com\"}.");
}

}  // namespace automation::core
