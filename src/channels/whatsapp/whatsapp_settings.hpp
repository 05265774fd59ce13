/* whatsapp_settings.hpp — the settings of a channel of provider whatsapp (Meta's Cloud API), as a person writes them.
 */
#pragma once
#include "core/settings/send_policy.hpp"
#include "core/crm/entities.hpp"

#include <optional>
#include <string>
#include <vector>

namespace automation::channels {

/** A template that Meta has approved: all that may be sent when the recipient has not written for 24 hours. */
struct WhatsAppTemplate {
    enum class Parameter {
        name,      ///< of the recipient
        business,  ///< the tenant's name
        body       ///< our text, on one line
    };
    std::string name;
    std::vector<std::string> languages;  ///< approved ones, as Meta writes them (en_US); the first where none fits
    std::vector<Parameter> parameters;   ///< of its body, in its order
    core::NullableText fallback_name;    ///< for a recipient without a name
};

struct WhatsAppSettings {
    std::string phone_number_id;
    std::string access_token;                 ///< reference, unresolved
    std::string api_version;                  ///< "v23.0"
    std::string base_url;                     ///< without a slash at its end
    std::optional<WhatsAppTemplate> outside;  ///< the setting template
    core::SendPolicy policy;
};

/** Reads the JSON text. Throws UserError, which quotes no secret. */
[[nodiscard]] WhatsAppSettings read_whatsapp_settings(std::string const &json);

}  // namespace automation::channels
