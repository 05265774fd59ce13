/* webhook_settings.hpp — the settings of a channel of provider webhook, as a person writes them. */
#pragma once
#include "core/settings/send_policy.hpp"
#include "core/crm/entities.hpp"

#include <string>
#include <vector>

namespace automation::channels {

struct WebhookHeader {
    std::string name;
    std::string value;    ///< as it is sent, or a reference to a secret
    bool secret = false;  ///< `value` is a reference, unresolved
};

struct WebhookSettings {
    std::string url;
    core::NullableText secret;  ///< reference to what signs, unresolved; none: not signed
    std::vector<WebhookHeader> headers;
    core::SendPolicy policy;
};

/** Reads the JSON text. Throws UserError, which quotes no value. */
[[nodiscard]] WebhookSettings read_webhook_settings(std::string const &json);

}  // namespace automation::channels
