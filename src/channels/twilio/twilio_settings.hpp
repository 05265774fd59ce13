/* twilio_settings.hpp — the settings of a channel of provider twilio, as a person writes them. */
#pragma once
#include "core/settings/send_policy.hpp"
#include "core/crm/entities.hpp"

#include <optional>
#include <string>

namespace automation::channels {

struct TwilioSettings {
    std::string account_sid;
    std::string user;         ///< of Basic authentication: the account's SID, or that of an API key
    std::string secret;       ///< reference to its token or secret, unresolved
    std::string secret_key;   ///< the setting that names it: auth_token or api_key_secret
    core::NullableText from;  ///< one of from and messaging_service_sid is set
    core::NullableText messaging_service_sid;
    core::NullableText status_callback;
    std::optional<int> validity_period;  ///< seconds
    std::string base_url;                ///< without a slash at its end
    core::SendPolicy policy;
};

/** Reads the JSON text. Throws UserError, which quotes no secret. */
[[nodiscard]] TwilioSettings read_twilio_settings(std::string const &json);

}  // namespace automation::channels
